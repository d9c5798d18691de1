using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GridFlow.Control.Metrics;

/// <summary>What the operating system says of this process, under the names of OpenTelemetry's semantic conventions.</summary>
/// <remarks>A few instruments of our own: OpenTelemetry.Instrumentation.Process could not be restored where GridFlow is built, and can take over by these names.</remarks>
internal sealed class ProcessMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "GridFlow.Process";

    private const string OpenFiles = "/proc/self/fd";

    private readonly Meter _meter = new(MeterName);
    private readonly Process _process = Process.GetCurrentProcess();

    public ProcessMetrics()
    {
        _meter.CreateObservableCounter("process.cpu.time", CpuTime, "s", "CPU time of the process, by mode.");
        _meter.CreateObservableUpDownCounter("process.memory.usage", () => Now().WorkingSet64, "By", "Physical memory of the process: .NET's heap, detector windows and Kafka's client.");
        _meter.CreateObservableUpDownCounter("process.thread.count", () => Now().Threads.Count, "{thread}", "Threads of the process.");
        _meter.CreateObservableUpDownCounter("process.open_file_descriptor.count", OpenFileCount, "{file_descriptor}", "Open files and sockets of the process.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _process.Dispose();
    }

    private Measurement<double>[] CpuTime()
    {
        var now = Now();
        return
        [
            new(now.UserProcessorTime.TotalSeconds, new KeyValuePair<string, object?>("cpu.mode", "user")),
            new(now.PrivilegedProcessorTime.TotalSeconds, new KeyValuePair<string, object?>("cpu.mode", "system")),
        ];
    }

    // Windows counts handles instead; elsewhere nobody can be asked.
    private int OpenFileCount() => Directory.Exists(OpenFiles) ? Directory.EnumerateFileSystemEntries(OpenFiles).Count() : Now().HandleCount;

    private Process Now()
    {
        _process.Refresh();
        return _process;
    }
}
