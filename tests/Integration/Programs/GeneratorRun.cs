using System.Text.Json;

namespace GridFlow.Integration.Programs;

/// <summary>Runs <c>gridflow-generator</c> to its end.</summary>
internal static class GeneratorRun
{
    /// <summary>Returns the totals of <c>--json</c>.</summary>
    public static async Task<JsonElement> ToEndAsync(PipelineSetup setup, params string[] options)
    {
        var properties = setup.ClientProperties.SelectMany(property => new[] { "--kafka-property", $"{property.Key}={property.Value}" });
        string[] arguments =
        [
            ProgramPaths.Generator, "--kafka-bootstrap-servers", setup.Kafka, "--schema-registry-url", setup.Registry, "--topic", setup.Readings, "--json",
            .. properties, .. options,
        ];
        var result = (await Command.RunAsync(ProgramPaths.Host, arguments)).Succeeded();
        return JsonDocument.Parse(result.Text).RootElement;
    }
}
