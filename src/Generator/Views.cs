using Spectre.Console;

namespace GridFlow.Generator;

/// <summary>Picks the view that fits where the output goes.</summary>
internal static class Views
{
    public static IProgressView Choose(GeneratorSettings settings, TextWriter output, TextWriter error)
    {
        if (settings.Json)
        {
            return new PlainView(error, error, output);
        }

        return settings.Plain || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainView(output, error, json: null)
            : new LiveView(AnsiConsole.Console, $"gridflow-generator → {settings.Kafka.ReadingsTopic} at {settings.Kafka.BootstrapServers}");
    }
}
