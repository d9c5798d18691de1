using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>
/// A reader that shares no code with GridFlow: Debian's kcat (librdkafka 2.0.2) as a process of its own, at its own defaults but for the isolation level. A record
/// has arrived when its last byte has come through the pipe, so the pipe and a switch between processes are in the figure.
/// </summary>
internal sealed class KcatReader : ITopicReader
{
    private readonly Process _process;
    private readonly Task _reading;

    public KcatReader(BenchmarkTopics topics)
    {
        Log = new ArrivalLog(topics.Anomalies);
        // Topic and time as text, then length and payload as they are: a payload may contain any byte.
        _process = Process.Start(new ProcessStartInfo("kcat")
        {
            ArgumentList =
            {
                "-b", topics.BootstrapServers, "-X", "isolation.level=read_committed", "-X", "auto.offset.reset=earliest", "-q", "-u", "-f", "%t %T\n%R%s",
                "-G", $"{topics.Readings}-kcat", topics.Anomalies, topics.Bare,
            },
            RedirectStandardOutput = true,
        })!;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "kcat")));

    public string Name => "kcat";

    public ArrivalLog Log { get; }

    public void Dispose()
    {
        _process.Kill();
        _reading.GetAwaiter().GetResult();
        _process.Dispose();
    }

    private void Read()
    {
        using var stream = new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16);
        var length = new byte[4];
        var payload = new byte[4096];
        while (ReadLine(stream) is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (stream.ReadAtLeast(length, 4, throwOnEndOfStream: false) < 4)
            {
                return;
            }

            var count = BinaryPrimitives.ReadInt32BigEndian(length);
            if (stream.ReadAtLeast(payload.AsSpan(0, count), count, throwOnEndOfStream: false) < count)
            {
                return;
            }

            Log.Note(line[..space], long.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture), payload.AsSpan(0, count));
        }
    }

    private static string? ReadLine(BufferedStream stream)
    {
        var line = new StringBuilder();
        while (true)
        {
            switch (stream.ReadByte())
            {
                case -1:
                    return null;
                case '\n':
                    return line.ToString();
                case var next:
                    line.Append((char)next);
                    break;
            }
        }
    }
}
