using System.CommandLine;
using System.CommandLine.Invocation;

namespace GridFlow.Generator;

/// <summary>From arguments to an exit code.</summary>
internal static class CommandLine
{
    private const string Description =
        "Sends meter readings to Kafka: a simulated grid with injected, labelled anomalies, or a recording. "
        + "Exit codes: 0 done, 1 a server is missing or readings were not delivered, 2 bad arguments, 130 interrupted.";

    public static async Task<int> InvokeAsync(
        string[] args,
        TextWriter output,
        TextWriter error,
        TimeProvider time,
        Func<GeneratorSettings, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken)
    {
        var options = new GeneratorOptions();
        var root = new RootCommand(Description);
        options.AddTo(root);
        root.Subcommands.Add(new HealthCommand().Build(output, error, time));
        root.SetAction(async (result, cancelled) =>
        {
            var settings = options.Read(result);
            var faults = options.Faults(result, settings);
            foreach (var fault in faults)
            {
                await error.WriteLineAsync($"gridflow-generator: {fault}");
            }

            return faults.Count > 0 ? ExitCodes.BadArguments : await run(settings, cancelled);
        });

        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction mistakes)
        {
            // The mistake and what was meant, not two screens of help around them.
            mistakes.ShowHelp = false;
        }

        var configuration = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null };
        var exitCode = await parsed.InvokeAsync(configuration, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCodes.BadArguments : exitCode;
    }
}
