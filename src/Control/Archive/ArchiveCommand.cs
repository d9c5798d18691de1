using System.Text.Json;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;
using GridFlow.Control.Terminal;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Sinks.Archive.Verification;
using Spectre.Console;

namespace GridFlow.Control.Archive;

/// <summary><c>gridflow archive verify</c>.</summary>
internal static class ArchiveCommand
{
    private static readonly JsonSerializerOptions JsonText = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> ExecuteAsync(ArchiveArguments arguments, IConfigurationRoot configuration, TimeProvider time)
    {
        using var signals = new StopSignals();
        try
        {
            return await RunAsync(arguments, SettingsReader.Read(configuration).Archive, ReportConsole.Open(), Console.Error, time, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="StartupFailedException">There is no archive, or it is away.</exception>
    internal static async Task<int> RunAsync(
        ArchiveArguments arguments, ArchiveOptions options, IAnsiConsole console, TextWriter error, TimeProvider time, CancellationToken stop)
    {
        using var target = ArchiveTargets.Open(options, time)
            ?? throw new StartupFailedException($"{Key(nameof(options.Target))} is off: there is no archive.\n{SettingAdvice.For(Key(nameof(options.Target)))}");
        var place = Key(options.Target == ArchiveTargetKind.S3 ? nameof(options.Bucket) : nameof(options.Directory));
        if (target is DirectoryArchiveTarget { Exists: false })
        {
            throw new StartupFailedException($"{target.Description} does not exist.\n{SettingAdvice.For(place)}");
        }

        var scope = new ArchiveScope(arguments.Topic, arguments.Partition, arguments.From, arguments.To);
        var verifier = new ArchiveVerifier(target, new ProgressLine(error, time).Show);
        try
        {
            var (report, foreign) = await verifier.VerifyAsync(scope, arguments.Deep, stop);
            // Nothing at all is no sound archive: a mistyped prefix in a nightly job would pass for ever.
            var result = ArchiveVerification.Of(target.Description, arguments.Deep, report, foreign);
            Print(arguments, result, new ArchiveView(console), scope.IsFiltered);
            return result.Ok ? ExitCode.Done : ExitCode.Failed;
        }
        catch (ArchiveTargetException e)
        {
            throw new StartupFailedException($"{e.Message}.{Advice(e.Message, place)}", e);
        }
    }

    private static void Print(ArchiveArguments arguments, ArchiveVerification result, ArchiveView view, bool filtered)
    {
        if (arguments.Json)
        {
            view.Line(JsonSerializer.Serialize(result, JsonText));
        }
        else
        {
            view.Show(result, filtered);
        }
    }

    // What is wrong with credentials, clock or disk the message says with its own setting.
    private static string Advice(string message, string place) => message.Contains($"({place})", StringComparison.Ordinal) ? $"\n{SettingAdvice.For(place)}"
        : message.Contains("cannot be reached", StringComparison.Ordinal) ? $"\nIts address is {Key(nameof(ArchiveOptions.Endpoint))}, or AWS_ENDPOINT_URL when that is not set. {SettingAdvice.For(Key(nameof(ArchiveOptions.Endpoint)))}"
        : "";

    private static string Key(string setting) => $"{ArchiveOptions.Section}:{setting}";
}
