using System.Diagnostics;

namespace GridFlow.Load.Benchmarks;

/// <summary>Wall time, CPU time of the whole process, and bytes allocated, between two moments.</summary>
internal sealed class CpuProbe
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);

    private CpuProbe() => _cpu = _process.TotalProcessorTime;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    public static CpuProbe Start() => new();

    public BenchmarkRun Stop(long readings, long anomalies)
    {
        _process.Refresh();
        return new BenchmarkRun(readings, anomalies, Elapsed, _process.TotalProcessorTime - _cpu, GC.GetTotalAllocatedBytes(precise: true) - _allocated);
    }
}
