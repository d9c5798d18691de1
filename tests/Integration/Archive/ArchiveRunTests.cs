using System.Text;
using Confluent.Kafka;
using DuckDB.NET.Data;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Archive;

/// <summary><c>gridflow run</c> with an archive in a real S3 service.</summary>
public sealed class ArchiveRunTests(RealServers servers) : IDisposable
{
    private const long Midnight = 1_767_225_600_000; // 2026-01-01
    private const int Meters = 100;
    private const int ReadingsEach = 1_000;
    private const long StepMs = 600; // 1,000 readings in 10 minutes
    private const long LateMs = 3 * 86_400_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridflow-archive-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 240_000)]
    public async Task Archive_TenMinutesAcrossMidnightAndALateReading_DuckDbFindsEveryOneOnce()
    {
        await using var set = servers.NewSet("An S3 service");
        var s3 = await set.StartS3Async("minio");
        var setup = servers.Setup("archive");
        await using var gridflow = await GridFlowProcess.StartAsync(setup, Variables(s3), Arguments(setup));
        await gridflow.RunningAsync();
        await ProduceAsync(setup);
        await new KafkaProbe(setup).AllCommittedAsync();
        await AcceptedAsync(gridflow, (Meters * ReadingsEach) + 1);

        // A polite stop finishes what is open and uploads it.
        Assert.Equal(0, await gridflow.TerminateAsync());

        await ArchiveCopy.ToAsync(s3.Archive(), _folder.FullName);
        var files = $"read_parquet('{_folder.FullName}/readings/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)";
        Assert.Equal(["100001 100001 100001"], Ask($"""SELECT count(*), count(DISTINCT (partition, "offset")), count(DISTINCT (meter_id, "timestamp")) FROM {files}"""));
        Assert.Equal(
            ["2025-12-29 1", "2025-12-31 50000", "2026-01-01 50000"],
            Ask($"SELECT year || '-' || month || '-' || day AS d, count(*) FROM {files} GROUP BY d ORDER BY d"));
        Assert.Equal(["0"], Ask($"""SELECT count(*) FROM {files} WHERE strftime("timestamp" AT TIME ZONE 'UTC', '%Y-%m-%d') <> year || '-' || month || '-' || day"""));
        // Every value is the one that was sent for its meter and time.
        Assert.Equal(["0"], Ask($"""
            SELECT count(*) FROM {files} WHERE meter_id <> 'late' AND
            (voltage <> 230 + (CAST(substr(meter_id, 2) AS INTEGER) / 100.0) OR current <> (epoch_ms("timestamp") - {Midnight}) / 1000.0 OR temperature <> 25 OR status <> 'OK' OR feeder_id <> 'F-1')
            """));
        Assert.Equal(["100"], Ask($"SELECT count(*) FROM (SELECT meter_id FROM {files} GROUP BY meter_id HAVING count(*) = 1000)"));

        var verify = await GridFlowProcess.RunToEndAsync(
            ["archive", "verify", "--deep", .. Target(), $"--Archive:GroupId={setup.Group}-archive"], Variables(s3));
        Assert.Equal(0, verify.ExitCode);
        Assert.Contains("100,001 rows", verify.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Archive_BucketMissing_SaysSoAtOnceAndGoesOnWhenItIsThere()
    {
        await using var set = servers.NewSet("An S3 service");
        var s3 = await set.StartS3Async("versitygw");
        var setup = servers.Setup("archive-bucket");
        await using var gridflow = await GridFlowProcess.StartAsync(setup, Variables(s3), [.. Arguments(setup), "--Archive:Bucket=s3://made-later/x"]);
        await gridflow.StatusAsync(status => status.Conditions.Any(c => c.Contains("no bucket made-later", StringComparison.Ordinal)) ? null : "wanted the condition of the bucket");

        await set.MakeBucketAsync("made-later");

        await gridflow.StatusAsync(status => status.Conditions.Count == 0 ? null : "wanted no condition");
        Assert.Equal(0, await gridflow.TerminateAsync());
        Assert.DoesNotContain(s3.SecretKey, gridflow.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Archive_WrongSecret_SaysSoAndAlarmsGoOn()
    {
        await using var set = servers.NewSet("An S3 service");
        var s3 = await set.StartS3Async("minio");
        var setup = servers.Setup("archive-secret");
        await using var gridflow = await GridFlowProcess.StartAsync(setup, Variables(s3 with { SecretKey = "wrong-secret" }), Arguments(setup));
        await gridflow.RunningAsync();
        await gridflow.StatusAsync(status => status.Conditions.Any(c => c.Contains("refuses the credentials", StringComparison.Ordinal)) ? null : "wanted the condition of the credentials");
        await ProduceAsync(setup);
        await new KafkaProbe(setup).AllCommittedAsync();
        Assert.Equal(0, await gridflow.TerminateAsync());
        Assert.DoesNotContain("wrong-secret", gridflow.Log, StringComparison.Ordinal);
    }

    private static string[] Target() => ["--Archive:Target=s3", $"--Archive:Bucket=s3://{S3Service.Bucket}/some/archive"];

    private static Dictionary<string, string> Variables(S3Service s3) => new()
    {
        ["AWS_ENDPOINT_URL"] = s3.Endpoint,
        ["AWS_ACCESS_KEY_ID"] = s3.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = s3.SecretKey,
        ["AWS_REGION"] = "us-east-1",
    };

    private static async Task ProduceAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        var schema = await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading);
        using var producer = new KafkaProbe(setup).Producer();
        for (var n = 0; n < ReadingsEach; n++)
        {
            var atMs = Midnight + ((n - (ReadingsEach / 2)) * StepMs);
            for (var meter = 0; meter < Meters; meter++)
            {
                Send(new SensorReading($"M{meter:D3}", atMs, 230 + (meter / 100.0), (atMs - Midnight) / 1000.0, 25, MeterStatus.Ok, "F-1"));
            }

            if (n % 100 == 0)
            {
                // The client's queue holds no more than 100,000.
                producer.Flush(TestContext.Current.CancellationToken);
            }
        }

        Send(new SensorReading("late", Midnight - LateMs, 230, 5, 25, MeterStatus.Ok, null));
        producer.Flush(TestContext.Current.CancellationToken);

        void Send(SensorReading reading) => producer.Produce(
            setup.Readings,
            new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(reading.MeterId), Value = SensorReadingEncoder.EncodeFramed(reading, schema, SchemaIdLayout.Confluent) });
    }

    private static Task AcceptedAsync(GridFlowProcess gridflow, int readings) => Until.ThereAsync(async () =>
    {
        var line = (await gridflow.MetricsAsync()).Split('\n').FirstOrDefault(line => line.StartsWith("gridflow_archive_accepted", StringComparison.Ordinal)) ?? "no gridflow_archive_accepted";
        return line.Contains($" {readings} ", StringComparison.Ordinal) || line.EndsWith($" {readings}", StringComparison.Ordinal) ? null : $"wanted {readings} accepted: {line}";
    });

    private static List<string> Ask(string query)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    private string[] Arguments(PipelineSetup setup) =>
        [.. Target(), $"--Archive:GroupId={setup.Group}-archive", $"--Archive:SpoolDirectory={Path.Combine(_folder.FullName, "spool")}"];
}
