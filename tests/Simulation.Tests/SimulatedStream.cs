using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>A stretch of a simulation, with its labels.</summary>
internal sealed record SimulatedStream(IReadOnlyList<SensorReading> Readings, IReadOnlyList<InjectedAnomaly> Labels)
{
    /// <summary>100 meters, one reading a second each, an anomaly every 3 seconds.</summary>
    public static SimulationOptions Small { get; } = new() { Meters = 100, EventRate = 100, AnomalyRate = 0.003, StartMs = 1_790_000_000_000 };

    public static SimulatedStream Run(SimulationOptions options, long slots)
    {
        var labels = new List<InjectedAnomaly>();
        var simulator = new GridSimulator(options, labels.Add);
        var readings = new List<SensorReading>();
        for (var slot = 0L; slot < slots; slot++)
        {
            if (simulator.TryTake(out var reading))
            {
                readings.Add(reading);
            }
        }

        return new SimulatedStream(readings, labels);
    }

    public byte[] Encode() => [.. Readings.SelectMany(reading => SensorReadingEncoder.EncodeFramed(reading, 7, SchemaIdLayout.Confluent))];

    public IReadOnlyList<SensorReading> During(InjectedAnomaly label) =>
        [.. Readings.Where(r => r.MeterId == label.MeterId && r.EventTimeMs >= label.StartMs && r.EventTimeMs <= label.EndMs)];

    public SensorReading LastBefore(InjectedAnomaly label) => Readings.Last(r => r.MeterId == label.MeterId && r.EventTimeMs < label.StartMs);
}
