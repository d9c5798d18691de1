using System.Text.Json.Serialization;

namespace GridFlow.Control.Demo;

/// <summary>How <see cref="DemoSummary"/> is written.</summary>
[JsonSerializable(typeof(DemoSummary))]
internal sealed partial class DemoJson : JsonSerializerContext;
