namespace GridFlow.Load.Benchmarks;

/// <summary>What one run did and took.</summary>
internal sealed record BenchmarkRun(long Readings, long Anomalies, TimeSpan Wall, TimeSpan Cpu, long AllocatedBytes)
{
    public double ReadingsPerSecond => Readings / Wall.TotalSeconds;

    /// <summary>Readings per second of CPU time, whichever cores it was spent on.</summary>
    public double ReadingsPerCoreSecond => Readings / Cpu.TotalSeconds;

    public double CpuSecondsPerMillion => Cpu.TotalSeconds / (Readings / 1e6);

    public double NanosecondsPerReading => Cpu.TotalSeconds * 1e9 / Readings;

    public double AllocatedBytesPerReading => (double)AllocatedBytes / Readings;
}

/// <summary>The graph beside its reference.</summary>
internal sealed record GraphResult(int Meters, BenchmarkRun Graph, BenchmarkRun Direct)
{
    /// <summary>CPU of the same work without a graph ÷ CPU with it.</summary>
    public double Efficiency => Direct.NanosecondsPerReading / Graph.NanosecondsPerReading;
}
