using System.Buffers.Binary;
using GridFlow.Simulation;

namespace GridFlow.Load.Benchmarks;

/// <summary>State as a snapshot holds it: for each meter some fields and a full window of a simulated grid's readings, 16 bytes each.</summary>
internal static class WindowState
{
    private const int FieldBytes = 160;
    private const int SampleBytes = 16;
    private const int ReadingsPerMeter = 300;
    private const int ChunkBytes = 1 << 20;
    private const int TimeBits = 29;

    /// <summary>Makes chunks of about a megabyte.</summary>
    /// <param name="meters">Meters.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    public static List<byte[]> Chunks(int meters, int seed)
    {
        var simulator = new GridSimulator(new SimulationOptions { Meters = meters, EventRate = meters, Seed = seed, StartMs = 1_767_225_600_000 });
        var windows = new Dictionary<string, MemoryStream>();
        var random = new Random(seed);
        for (var slot = 0L; slot < (long)meters * ReadingsPerMeter; slot++)
        {
            simulator.TryPeek(out _);
            if (simulator.TryTake(out var reading))
            {
                if (!windows.TryGetValue(reading.MeterId, out var window))
                {
                    // Sums and the like: nothing that compresses.
                    windows[reading.MeterId] = window = new MemoryStream((ReadingsPerMeter * SampleBytes) + FieldBytes);
                    var fields = new byte[FieldBytes];
                    random.NextBytes(fields);
                    window.Write(fields);
                }

                Write(window, reading);
            }
        }

        return [.. windows.Values.Select(window => window.ToArray()).Chunk(ChunkBytes / ((ReadingsPerMeter * SampleBytes) + FieldBytes)).Select(entries => entries.SelectMany(entry => entry).ToArray())];
    }

    private static void Write(MemoryStream window, in Readings.SensorReading reading)
    {
        Span<byte> sample = stackalloc byte[SampleBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(sample, ((uint)(reading.EventTimeMs & ((1L << TimeBits) - 1)) << 3) | (uint)reading.Status);
        BinaryPrimitives.WriteInt32LittleEndian(sample[4..], (int)Math.Round(reading.VoltageV * 1e4));
        BinaryPrimitives.WriteInt32LittleEndian(sample[8..], (int)Math.Round(reading.CurrentA * 1e4));
        BinaryPrimitives.WriteInt32LittleEndian(sample[12..], (int)Math.Round(reading.TemperatureC * 1e3));
        window.Write(sample);
    }
}
