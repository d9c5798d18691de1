using GridFlow.Simulation;

namespace GridFlow.Generator;

/// <summary>A moment of a run.</summary>
internal readonly record struct GeneratorProgress(ProducerProgress Readings, IReadOnlyList<(string Kind, long Count)> Injected, long RowsSkipped, TimeSpan Elapsed);
