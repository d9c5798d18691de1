using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Other versions of <c>gridflow.v1.SensorReading</c>, as text.</summary>
internal static class Schemas
{
    /// <summary>Before feeders were known.</summary>
    public static string WithoutFeeder { get; } = Drop(",\n    { \"name\": \"feeder_id\", \"type\": [\"null\", \"string\"], \"default\": null, \"doc\": \"Feeder that supplies the meter.\" }");

    /// <summary>A field that we do not know at the end, and a status that we do not know.</summary>
    public static string Newer { get; } = Replace("\"UNKNOWN\"],", "\"UNKNOWN\", \"ISLANDED\"],")
        .Replace("the meter.\" }\n  ]", "the meter.\" },\n    { \"name\": \"frequency\", \"type\": \"double\", \"default\": 50.0 }\n  ]", StringComparison.Ordinal);

    /// <summary>Measurements as int, float and long.</summary>
    public static string Narrow { get; } = Replace("\"voltage\", \"type\": \"double\"", "\"voltage\", \"type\": \"int\"")
        .Replace("\"current\", \"type\": \"double\"", "\"current\", \"type\": \"float\"", StringComparison.Ordinal)
        .Replace("\"temperature\", \"type\": \"double\"", "\"temperature\", \"type\": \"long\"", StringComparison.Ordinal);

    /// <summary>A timestamp without a logical type.</summary>
    public static string PlainTimestamp { get; } = Replace("{ \"type\": \"long\", \"logicalType\": \"timestamp-millis\" }", "\"long\"");

    /// <summary>Microseconds.</summary>
    public static string Microseconds { get; } = Replace("timestamp-millis", "timestamp-micros");

    /// <summary>Microseconds behind a union.</summary>
    public static string OptionalMicroseconds { get; } =
        Replace("{ \"type\": \"long\", \"logicalType\": \"timestamp-millis\" }", "[\"null\", { \"type\": \"long\", \"logicalType\": \"timestamp-micros\" }]");

    /// <summary>No voltage, which has no default.</summary>
    public static string WithoutVoltage { get; } = Drop("\n    { \"name\": \"voltage\", \"type\": \"double\", \"doc\": \"RMS voltage, V.\" },");

    /// <summary>As Java's schema compiler writes it: strings with a language property, no docs.</summary>
    public static string FromJava { get; } = """
        {"type":"record","name":"SensorReading","namespace":"gridflow.v1","fields":[
        {"name":"meter_id","type":{"type":"string","avro.java.string":"String"}},
        {"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"voltage","type":"double"},{"name":"current","type":"double"},{"name":"temperature","type":"double"},
        {"name":"status","type":{"type":"enum","name":"MeterStatus","symbols":["OK","DEGRADED","FAULT","OFFLINE","TAMPER","UNKNOWN"],"default":"UNKNOWN"},"default":"OK"},
        {"name":"feeder_id","type":["null",{"type":"string","avro.java.string":"String"}],"default":null}]}
        """;

    private static string Drop(string text) => Replace(text, "");

    private static string Replace(string text, string by)
    {
        var changed = GridFlowSchemas.SensorReading.Replace(text, by, StringComparison.Ordinal);
        return changed != GridFlowSchemas.SensorReading ? changed : throw new InvalidOperationException($"SensorReading.avsc has no {text}");
    }
}
