using GridFlow.Control.CommandLine;

namespace GridFlow.Deployment;

/// <summary>Asks gridflow's own parser about the command lines that files name.</summary>
internal static class GridFlowCommandLine
{
    /// <summary>What it does not understand.</summary>
    public static IEnumerable<string> Faults(IEnumerable<string> arguments)
    {
        var actions = new CommandActions(Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, new CheckActions(Nothing, Nothing, Nothing), Nothing);
        return new CommandTree(actions).Root.Parse([.. arguments]).Errors.Select(error => error.Message);
    }

    private static Task<int> Nothing<T>(T arguments, CommonArguments common) => Task.FromResult(0);
}
