using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The report for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = Options(indented: true);
    private static readonly JsonSerializerOptions OneLine = Options(indented: false);

    public static string Write(LoadReport report, bool indented) => JsonSerializer.Serialize(report, indented ? Indented : OneLine);

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // People read it too: no \u00B7 for every sign beyond ASCII.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
