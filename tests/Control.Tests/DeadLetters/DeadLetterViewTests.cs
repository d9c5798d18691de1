using System.Text.Json;
using Spectre.Console;
using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class DeadLetterViewTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly DeadLetterView _view;

    public DeadLetterViewTests()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 240;
        _view = new DeadLetterView(console, "dead-letter-queue");
    }

    public void Dispose() => _output.Dispose();

    [Fact]
    public void List_Records_ShowsWhereWhatAndWhy()
    {
        _view.List([DeadLetterSample.Record(key: "M-[1]"u8.ToArray(), value: [1, 2, 3]), DeadLetterSample.Record(code: null, key: [0, 0xFF], offset: 43)], filtered: false);

        Assert.All(
            ["dead-letter-queue", "1/42", "2026-11-24 12:00:00", "bad_magic", "sensor-readings/2@7", "M-[1]", "byte 0 is 0x7b", "1/43", "0x00ff", "written by another program", "2 shown"],
            part => Assert.Contains(part, _output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Json_Row_IsOneLineWithTheContractsNames()
    {
        _view.Json(DeadLetterRow.Of(DeadLetterSample.Record(key: "M-1"u8.ToArray(), value: [1, 2, 3], original: [("gridflow.replay.count", "2")])));

        var row = JsonDocument.Parse(Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(
            ["partition", "offset", "timestamp", "code", "message", "source_topic", "source_partition", "source_offset", "source_timestamp_ms", "key", "value_bytes", "schema_id", "replay_count", "version"],
            row.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("bad_magic", "M-1", 3, 2), (row.GetProperty("code").GetString(), row.GetProperty("key").GetString(), row.GetProperty("value_bytes").GetInt32(), row.GetProperty("replay_count").GetInt32()));
    }

    [Fact]
    public void Stats_Counts_AreBarsAndShares()
    {
        var tally = new DeadLetterTally();
        for (var i = 0; i < 4; i++)
        {
            tally.Add(DeadLetterSample.Record(code: i == 0 ? "truncated" : "bad_magic"));
        }

        _view.Stats(tally.Stats("dead-letter-queue"), filtered: false);
        Assert.All(["bad_magic", "75.0 %", "25.0 %", new string('█', 30), "sensor-readings/2", "4 in dead-letter-queue"], part => Assert.Contains(part, _output.ToString().Replace("75.0%", "75.0 %").Replace("25.0%", "25.0 %"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "No dead letters in dead-letter-queue.")]
    [InlineData(true, "No dead letters that fit in dead-letter-queue.")]
    public void List_Nothing_SaysWhereItLooked(bool filtered, string text)
    {
        _view.List([], filtered);
        Assert.Equal(text, _output.ToString().Trim());
    }
}
