using GridFlow.Readings;
using Xunit;

namespace GridFlow.Simulation.Replay;

public sealed class CsvReplayTests
{
    private readonly List<RejectedRow> _rejected = [];

    [Fact]
    public void TryTake_AllColumns_ReadsThem()
    {
        var readings = ReadAll("""
            Timestamp,meter_id,voltage,current,temperature,status,feeder_id
            2006-12-16T17:24:00Z,M-7,231.5,4.25,21.5,fault,F-03
            2006-12-16T18:24:01+01:00,M-8,230,4,20,,
            """);
        Assert.Equal(
            [
                new SensorReading("M-7", 1_166_289_840_000, 231.5, 4.25, 21.5, MeterStatus.Fault, "F-03"),
                new SensorReading("M-8", 1_166_289_841_000, 230, 4, 20, MeterStatus.Ok, null),
            ],
            readings);
        Assert.Empty(_rejected);
    }

    [Theory]
    [InlineData("2006-12-16T17:24:00")]
    [InlineData("2006-12-16 17:24:00")]
    [InlineData("2006-12-16 17:24")]
    [InlineData("2006-12-16T17:24:00.000Z")]
    [InlineData("1166289840000")]
    public void TryTake_TimestampSpellings_AreUtc(string timestamp) =>
        Assert.Equal(1_166_289_840_000, Assert.Single(ReadAll($"timestamp,voltage_v\n{timestamp},230\n")).EventTimeMs);

    [Fact]
    public void TryTake_OneChannelOnly_OthersAreConstants()
    {
        var options = new ReplayOptions();
        var reading = Assert.Single(ReadAll("timestamp;current_a\n1000;3.5\n"));
        Assert.Equal(new SensorReading(options.MeterId, 1_000, options.VoltageV, 3.5, options.TemperatureC, MeterStatus.Ok, null), reading);
    }

    [Fact]
    public void TryTake_BadRows_AreNamedCountedAndSkipped()
    {
        using var replay = Open("""
            timestamp,voltage_v,meter_id,status,note
            1000,230,M-1,OK,
            yesterday,230,M-1,OK,
            2000,abc,M-1,OK,
            3000,NaN,M-1,OK,
            4000,,M-1,OK,
            5000,230,,OK,
            6000,230,M-1,BROKEN,
            7000
            12/16/2006,230,M-1,OK,
            9000,231,M-1,OK,
            """);
        Assert.Equal([1_000L, 9_000L], Drain(replay).Select(reading => reading.EventTimeMs));
        Assert.Equal(8, replay.RejectedRows);
        Assert.Equal(["note"], replay.IgnoredColumns);
        Assert.Equal(
            [(3, "timestamp", "yesterday"), (4, "voltage_v", "abc"), (5, "voltage_v", "NaN"), (6, "voltage_v", ""), (7, "meter_id", ""), (8, "status", "BROKEN"), (9, "voltage_v", ""), (10, "timestamp", "12/16/2006")],
            _rejected.Select(row => ((int)row.Line, row.Column, row.Value)));
        Assert.Equal("line 4, column voltage_v: 'abc' is not a finite number", _rejected[1].ToString());
    }

    [Fact]
    public void TryTake_StartGiven_MovesAllTimes()
    {
        using var replay = CsvReplay.Read(new StringReader("timestamp,voltage\n5000,1\n65000,2\n"), "x.csv", new ReplayOptions { StartMs = 1_000_000 });
        Assert.Equal([1_000_000L, 1_060_000L], Drain(replay).Select(reading => reading.EventTimeMs));
    }

    [Theory]
    [InlineData("timestamp,value\n1000,1\n")]
    [InlineData("time,voltage_v\n1000,1\n")]
    [InlineData("")]
    public void Read_ColumnsMissing_SaysWhatIsNeeded(string text)
    {
        var error = Assert.Throws<ReplayFormatException>(() => Open(text));
        Assert.StartsWith("x.csv has ", error.Message, StringComparison.Ordinal);
        Assert.Contains("voltage_v", error.Message, StringComparison.Ordinal);
    }

    private static List<SensorReading> Drain(CsvReplay replay)
    {
        var readings = new List<SensorReading>();
        while (replay.TryPeek(out var eventTimeMs) && replay.TryTake(out var reading))
        {
            Assert.Equal(eventTimeMs, reading.EventTimeMs);
            readings.Add(reading);
        }

        return readings;
    }

    private CsvReplay Open(string text) => CsvReplay.Read(new StringReader(text), "x.csv", new ReplayOptions(), _rejected.Add);

    private List<SensorReading> ReadAll(string text)
    {
        using var replay = Open(text);
        return Drain(replay);
    }
}
