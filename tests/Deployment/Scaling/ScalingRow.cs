using System.Globalization;

namespace GridFlow.Deployment.Scaling;

/// <summary>One row of the table in docs/scaling.md, from the figures that stand there.</summary>
internal sealed record ScalingRow(double Rate)
{
    public const double CpuSecondsPerMillion = 0.79 + 0.53;
    public const double BytesPerMeter = 5_088;
    public const double SnapshotRatio = 2.9;
    public const double ArchiveBytes = 7.0;
    public const double KafkaBytes = 100;
    private const double CoresPerInstance = 2 * 0.35;
    private const double MeterBytesPerInstance = 3.4e9;
    private const double ReadingsPerPartition = 50_000;
    private const int LeastPartitions = 8;
    private const int SnapshotsKept = 3;
    private const int Copies = 3;
    private const double Day = 86_400;

    // One reading a meter and second.
    private double Meters => Rate;

    private double Cores => Rate * CpuSecondsPerMillion / 1e6;

    private int ForCpu => (int)Math.Ceiling(Cores / CoresPerInstance);

    private int ForMemory => (int)Math.Ceiling(Meters * BytesPerMeter / MeterBytesPerInstance);

    private int Needed => Math.Max(ForCpu, ForMemory);

    public int Instances => Needed + 1;

    public int Partitions => (int)Math.Max(LeastPartitions, Math.Max(Math.Ceiling(Rate / ReadingsPerPartition), 2 * Instances));

    public string Reason => Needed == 1 ? "one may die" : ForCpu > ForMemory ? "CPU" : "memory";

    public override string ToString()
    {
        var memory = Meters * BytesPerMeter / 1e9;
        FormattableString row =
            $"| {Rate:N0} | {Meters:N0} | {Partitions} | {(Cores < 10 ? $"{Cores:G2}" : $"{Cores:F1}")} | {Instances} | {Reason} | {memory:F1} GB | {memory / SnapshotRatio * SnapshotsKept:F1} GB | {Rate * Day * ArchiveBytes / 1e9:N0} GB | {Rate * KafkaBytes * Copies / 1e6:N0} MB/s | {Rate * KafkaBytes * Copies * Day / 1e9:N0} GB |";
        return row.ToString(CultureInfo.InvariantCulture);
    }
}
