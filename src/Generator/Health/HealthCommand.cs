using System.CommandLine;
using System.Text.Json;

namespace GridFlow.Generator;

/// <summary><c>gridflow-generator health</c>: a health check for containers that have no shell.</summary>
internal sealed class HealthCommand
{
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(30);

    private readonly Option<string> _file = new("--file") { Description = "What the running generator writes with --health-file.", HelpName = "FILE", Required = true };
    private readonly Option<TimeSpan?> _within = new("--within") { Description = "How long ago the last reading may have been acknowledged. Default: 30s.", HelpName = "DURATION", CustomParser = result => OptionValue.Single<TimeSpan>(result, OptionText.TryDuration, OptionText.DurationExpected) };

    public Command Build(TextWriter output, TextWriter error, TimeProvider time)
    {
        var command = new Command("health", "Ask whether a generator with --health-file delivers: exit code 0 when readings were acknowledged lately, 1 with a sentence otherwise.") { _file, _within };
        command.SetAction(async (result, cancelled) =>
        {
            var (delivers, sentence) = await AskAsync(result.GetValue(_file)!, result.GetValue(_within) ?? DefaultWithin, time, cancelled);
            await (delivers ? output : error).WriteLineAsync(delivers ? sentence : $"gridflow-generator: {sentence}");
            return delivers ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<(bool Delivers, string Sentence)> AskAsync(string file, TimeSpan within, TimeProvider time, CancellationToken cancelled)
    {
        try
        {
            return DeliveryHealth.Parse(await File.ReadAllTextAsync(file, cancelled)).Judge(time.GetUtcNow(), within);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (false, $"there is no file {file}: no generator has been started with --health-file {file}");
        }
        catch (JsonException)
        {
            return (false, $"{file} is not what --health-file writes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (false, e.Message);
        }
    }
}
