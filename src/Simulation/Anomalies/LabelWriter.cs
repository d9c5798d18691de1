using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridFlow.Simulation;

/// <summary>Writes labels: one JSON object a line, flushed at once so that a reader can follow the file.</summary>
/// <param name="output">Where to; disposed with the writer.</param>
public sealed class LabelWriter(TextWriter output) : IDisposable
{
    // The file is no web page: "°C" stays readable.
    private static readonly LabelJson Json = new(new JsonSerializerOptions(LabelJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Opens a file for writing, replacing what it held.</summary>
    public static LabelWriter Create(string path) => new(new StreamWriter(path) { NewLine = "\n" });

    /// <summary>The JSON of one label, without a line break.</summary>
    public static string ToJson(InjectedAnomaly anomaly) => JsonSerializer.Serialize(anomaly, Json.InjectedAnomaly);

    /// <summary>Writes one line.</summary>
    public void Write(InjectedAnomaly anomaly)
    {
        output.WriteLine(ToJson(anomaly));
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();
}
