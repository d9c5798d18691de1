using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GridFlow.Load.Benchmarks;

/// <summary>CPU time of this thread, which does not count the time in which other programs had the core. Elsewhere than on Linux it is wall time.</summary>
internal static partial class ThreadCpu
{
    private const int ClockThreadCpuTimeId = 3;

    public static TimeSpan Now() => OperatingSystem.IsLinux() && GetTime(ClockThreadCpuTimeId, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
