using System.CommandLine;
using GridFlow.Load.Scenarios;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Commands;

/// <summary><c>list</c>.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var command = new Command("list", "The scenarios, with what they do by default.");
        command.SetAction(parsed =>
        {
            var scenarios = ScenarioCatalog.Of(new RunOptions()).ToList();
            var width = scenarios.Max(scenario => scenario.Name.Length);
            foreach (var scenario in scenarios)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{scenario.Name.PadRight(width)}  {scenario.Summary}; {scenario.Duration.TotalSeconds:0} s");
            }
        });
        return command;
    }
}
