using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using GridFlow.Readings;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Xunit;

namespace GridFlow.Integration.Archive;

/// <summary>DuckDB over files of the real writer: the types it sees, what it finds, and the queries of docs/archive.md.</summary>
public sealed partial class ArchiveDuckDbTests : IAsyncLifetime
{
    private const long Midnight = 1_767_225_600_000;
    private const long MinuteMs = 60_000;
    private const int Meters = 40;
    private const int DayOfQueries = 2;
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-duckdb-").FullName;
    private readonly DuckDBConnection _duckDb = new("DataSource=:memory:");
    private List<ArchivedRow> _rows = [];

    private string Files => $"read_parquet('{_folder}/archive/readings/**/*.parquet', hive_partitioning = true)";

    public async ValueTask InitializeAsync()
    {
        await _duckDb.OpenAsync(TestContext.Current.CancellationToken);
        _rows = await WriteAsync([.. Enumerable.Range(0, 2).SelectMany(Grid)]);
    }

    public ValueTask DisposeAsync()
    {
        _duckDb.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Describe_Types_AreTheContract() => Assert.Equal(
        [
            "meter_id VARCHAR", "timestamp TIMESTAMP WITH TIME ZONE", "voltage DOUBLE", "current DOUBLE", "temperature DOUBLE", "status VARCHAR", "feeder_id VARCHAR", "partition INTEGER", "offset BIGINT",
        ],
        Ask($"DESCRIBE SELECT * EXCLUDE (year, month, day) FROM {Files}").Select(row => $"{row[0]} {row[1]}"));

    [Fact]
    public void Select_AllRows_AreThoseWritten()
    {
        var found = Ask($"SELECT partition, \"offset\", meter_id, epoch_ms(timestamp), voltage, current, temperature, status, feeder_id FROM {Files} ORDER BY ALL")
            .Select(row => new ArchivedRow(
                (long)row[1]!,
                new SensorReading((string)row[2]!, (long)row[3]!, (double)row[4]!, (double)row[5]!, (double)row[6]!, Enum.Parse<MeterStatus>((string)row[7]!, ignoreCase: true), (string?)row[8]),
                (int)row[0]!));
        Assert.Equal(_rows.OrderBy(row => row.Partition).ThenBy(row => row.Offset), found);
    }

    [Fact]
    public void Where_AnyText_FindsAllItsRows()
    {
        Assert.All(_rows.GroupBy(row => row.Reading.MeterId), meter => Assert.Equal(meter.LongCount(), Count($"meter_id = '{meter.Key}'")));
        Assert.All(_rows.GroupBy(row => WireNames.Of(row.Reading.Status)), status => Assert.Equal(status.LongCount(), Count($"status = '{status.Key}'")));
        Assert.Equal(_rows.LongCount(row => row.Reading.FeederId is null), Count("feeder_id IS NULL"));
    }

    [Fact]
    public async Task Where_TextsThatUtf16AndUtf8SortDifferently_FindsThem()
    {
        // With bounds as Parquet.Net finds them, DuckDB passes over both: the least seems greater than the greatest.
        string[] ids = ["😀", "\uFF61", "plain"];
        await WriteAsync([.. ids.Select((id, n) => new ArchivedRow(n, new SensorReading(id, Midnight, 1, 2, 3, MeterStatus.Ok, id), Partition: 9))]);
        Assert.All(ids, id => Assert.Equal((1L, 1L), (Count($"meter_id = '{id}'"), Count($"feeder_id = '{id}'"))));
    }

    [Fact]
    public void Explain_Day_OpensThatDayOnly()
    {
        var plan = Assert.Single(Ask($"EXPLAIN ANALYZE SELECT count(*) FROM {Files} WHERE year = 2026 AND month = 1 AND day = {DayOfQueries}"))[1]!.ToString()!;
        Assert.Contains("Scanning Files: 2/6", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_ReadingsPerHourAndStatus_AreRight()
    {
        var expected = _rows.Where(IsOfQueries).GroupBy(row => (Hour(row), Status: WireNames.Of(row.Reading.Status)))
            .OrderBy(group => group.Key.Item1).ThenBy(group => group.Key.Status, StringComparer.Ordinal)
            .Select(group => ((object)group.Key.Item1, (object)group.Key.Status, (object)group.LongCount()));
        Assert.Equal(expected, Ask(Query("Readings per hour")).Select(row => (row[0]!, row[1]!, row[2]!)));
    }

    [Fact]
    public void Page_VoltageOfAMeter_IsRight()
    {
        var expected = _rows.Where(row => IsOfQueries(row) && row.Reading.MeterId == "M-0007").GroupBy(Hour).OrderBy(hour => hour.Key).Select(hour =>
        {
            var volts = hour.Select(row => row.Reading.VoltageV).Order().ToList();
            return (hour.Key, (long)volts.Count, volts[0], volts[(volts.Count - 1) / 2], volts[^1]);
        }).ToList();
        Assert.Equal(24, expected.Count);
        Assert.Equal(expected, Ask(Query("Voltage of a meter")).Select(row => ((DateTime)row[0]!, (long)row[1]!, (double)row[2]!, (double)row[4]!, (double)row[6]!)));
    }

    [Fact]
    public void Page_WorstFeeders_AreRight()
    {
        var expected = _rows.GroupBy(row => row.Reading.FeederId ?? "(none)").Select(feeder => (
                feeder.Key,
                Off: feeder.Where(row => row.Reading.Status == MeterStatus.Offline).Select(row => row.Reading.MeterId).Distinct().LongCount(),
                Low: feeder.Where(row => row.Reading.Status != MeterStatus.Offline && row.Reading.VoltageV < 207).Select(row => row.Reading.MeterId).Distinct().LongCount(),
                Percent: Math.Round(100.0 * feeder.Count(row => row.Reading.Status == MeterStatus.Offline || row.Reading.VoltageV < 207) / feeder.Count(), 2)))
            .Where(feeder => feeder.Percent > 0).OrderByDescending(feeder => feeder.Percent).ThenBy(feeder => feeder.Key, StringComparer.Ordinal).Take(10).ToList();
        Assert.True(expected.Count > 2);
        Assert.Equal(expected, Ask(Query("Feeders with the most")).Select(row => ((string)row[0]!, (long)row[1]!, (long)row[2]!, (double)row[3]!)));
    }

    [Fact]
    public void Page_Queries_AreThree() => Assert.Equal(3, Blocks().Count(block => block.Contains("read_parquet", StringComparison.Ordinal)));

    private static bool IsOfQueries(ArchivedRow row) => row.Day == new DateOnly(2026, 1, DayOfQueries);

    private static DateTime Hour(ArchivedRow row) => DateTime.UnixEpoch.AddHours(row.Reading.EventTimeMs / (60 * MinuteMs));

    // Three days, a reading of each meter every 20 minutes, with an outage of a feeder, low voltage on another, meters without a feeder, ids beyond ASCII.
    private static IEnumerable<ArchivedRow> Grid(int partition)
    {
        var random = new Random(partition);
        var offset = 100L;
        for (var minute = 0; minute < 3 * 24 * 60; minute += 20)
        {
            for (var meter = partition; meter < Meters; meter += 2)
            {
                var feeder = meter % 8;
                var status = feeder == 3 && minute is > 1_500 and < 1_800 ? MeterStatus.Offline : random.Next(50) == 0 ? (MeterStatus)random.Next(6) : MeterStatus.Ok;
                var volts = (feeder == 5 ? 208 : 230) + Math.Round(random.NextDouble() * 6, 2) - 3;
                var id = meter == 11 ? "Zähler-ü" : $"M-{meter:D4}";
                yield return new ArchivedRow(
                    offset++,
                    new SensorReading(id, Midnight + (minute * MinuteMs) + meter, volts, meter % 9, 21.5, status, feeder == 7 ? null : $"F-{feeder:D2}"),
                    partition);
            }
        }
    }

    private async Task<List<ArchivedRow>> WriteAsync(List<ArchivedRow> rows)
    {
        using var target = new DirectoryArchiveTarget(Path.Combine(_folder, "archive"), TimeProvider.System);
        foreach (var partition in rows.GroupBy(row => row.Partition))
        {
            var all = partition.ToList();
            foreach (var file in await ArchiveSample.RollAsync(_folder, partition.Key, all[0].Offset, all[^1].Offset + 1, all, rowGroupRows: 300))
            {
                await target.PutAsync(file, TestContext.Current.CancellationToken);
            }
        }

        return rows;
    }

    private long Count(string condition) => (long)Assert.Single(Ask($"SELECT count(*) FROM {Files} WHERE {condition}"))[0]!;

    private List<object?[]> Ask(string query)
    {
        using var command = _duckDb.CreateCommand();
        command.CommandText = "SET TimeZone = 'UTC'";
        command.ExecuteNonQuery();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    private string Query(string title)
    {
        var query = Assert.Single(Blocks(), block => block.StartsWith($"-- {title}", StringComparison.Ordinal));
        return query.Replace("'gridflow-archive/", $"'{_folder}/archive/", StringComparison.Ordinal);
    }

    private static List<string> Blocks([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        [.. SqlBlock().Matches(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/archive.md"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();
}
