namespace GridFlow.Decoding.Inspection;

/// <summary>A field that could be read.</summary>
/// <param name="Name">Its name in the writer's schema.</param>
/// <param name="Value">Its value as text.</param>
/// <param name="Start">First byte in the record's value.</param>
/// <param name="End">Byte behind its last.</param>
internal readonly record struct InspectedField(string Name, string Value, int Start, int End);
