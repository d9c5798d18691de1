using System.CommandLine;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;

namespace GridFlow.Control.CommandLine;

/// <summary>Runs one command line and turns what goes wrong into a message and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Parses <paramref name="args"/> and runs the command they name.</summary>
    public static async Task<int> RunAsync(
        IEnumerable<string> args, CommandActions actions, TextWriter error)
    {
        var parsed = new CommandTree(actions).Root.Parse([.. args]);
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync(BadArguments.Describe(parsed));
            return ExitCode.BadArguments;
        }

        try
        {
            // Signals and exceptions are handled here and in StopSignals, not by the parser.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (InvalidConfigurationException e)
        {
            await error.WriteLineAsync($"gridflow: {e.Message}");
            return ExitCode.InvalidConfiguration;
        }
        catch (Exception e) when (e is PortsTakenException or StartupFailedException or PartitionUnrecoverableException)
        {
            await error.WriteLineAsync($"gridflow: {e.Message.Replace("\n", "\n  ", StringComparison.Ordinal)}");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last stop: whatever it is, the caller gets a line and an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync($"gridflow: failed: {e.GetType().Name}: {e.Message}");
            return ExitCode.Failed;
        }
    }
}
