using System.Diagnostics;
using System.Globalization;
using GridFlow.Integration.Archive;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Scenarios;

/// <summary>S3 and InfluxDB away at once, under full load, for as long as <c>GRIDFLOW_OUTAGE_SECONDS</c> says.</summary>
[Collection(AloneCollection.Name)]
public sealed class SinkOutageTests(RealServers servers)
{
    private const string SecondsVariable = "GRIDFLOW_OUTAGE_SECONDS";
    private const int DefaultSeconds = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact(Timeout = 3_600_000)]
    [Trait("Speed", "slow")]
    [Fault("S3 and InfluxDB are both gone under 10,000 readings/s (20 s; 10 min in the long form)", "alarms go on all the time; when they are back every reading is in the archive and every anomaly in InfluxDB, once")]
    public async Task S3AndInfluxGone_AlarmsGoOnAndBothCatchUp()
    {
        var outage = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable(SecondsVariable) ?? $"{DefaultSeconds}", CultureInfo.InvariantCulture));
        await using var set = servers.NewSet("S3 and InfluxDB that go away");
        var (s3, influx) = (await set.StartS3Async("minio"), await set.StartInfluxAsync());
        await using var run = await FaultRun.BeginAsync("sink-outage", servers, Options(s3, influx));
        await run.Watch.MoreAsync(records: 1_000);

        await set.DoAsync("kill", "s3");
        await set.DoAsync("kill", "influx");
        await run.Newest.StatusAsync(status => status.Conditions.Count >= 2 ? null : "wanted both conditions", Patience);
        var spoolBefore = await SpoolBytesAsync(run);
        var (began, seen) = (Stopwatch.StartNew(), run.Watch.Seen);
        while (began.Elapsed < outage)
        {
            // Alarms at the rate they had: a stretch without any ends in a time-out here.
            await run.Watch.MoreAsync(records: 200);
        }

        Say($"away for {began.Elapsed.TotalSeconds:F0} s: {run.Watch.Seen - seen:N0} alarms and dead letters committed meanwhile, spool {spoolBefore / 1e6:F1} to {await SpoolBytesAsync(run) / 1e6:F1} MB");
        var behind = run.Watch.Seen - seen;
        await set.StartS3Async("minio");
        await set.StartInfluxAsync();
        began.Restart();
        await run.Newest.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition", Patience);
        await Until.ThereAsync(async () => await SpoolBytesAsync(run) is var bytes && bytes < 20_000_000 ? null : $"the spool to drain; it has {bytes}", Patience);
        await Until.ThereAsync(async () => await run.MetricAsync("gridflow_sink_pending", "influxdb") is var pending && pending < 5_000 ? null : $"InfluxDB to catch up; {pending} to go", Patience);
        Say($"both have caught up {began.Elapsed.TotalSeconds:F1} s after they were back, {behind:N0} anomalies and dead letters");

        await run.FinishExactlyAsync();
    }

    private static FaultRunOptions Options(S3Service s3, InfluxServer influx) => new()
    {
        Rate = FaultTraffic.FullRate,
        Meters = 1_500,
        Archive = true,
        Influx = influx,
        FetchArchive = folder => ArchiveCopy.ToAsync(s3.Archive(), folder),
        Arguments = ["--Archive:Target=s3", $"--Archive:Bucket=s3://{S3Service.Bucket}/some/archive", $"--Archive:Endpoint={s3.Endpoint}"],
        Environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = s3.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = s3.SecretKey,
            ["AWS_REGION"] = "us-east-1",
        },
    };

    private static Task<double> SpoolBytesAsync(FaultRun run) => run.MetricAsync("gridflow_archive_spool_bytes", "");

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
