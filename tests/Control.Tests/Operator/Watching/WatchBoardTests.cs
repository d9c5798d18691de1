using GridFlow.V1;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Control.Operator.Watching;

public sealed class WatchBoardTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Metrics_WhileTheAnomaliesAreAway_KeepsTheirNote()
    {
        var board = Board();
        board.Note("connection of the anomalies lost");
        board.MetricsNote("connection of the figures lost");

        board.Metrics(Samples.Metrics());

        Assert.Equal(["connection of the anomalies lost"], board.Frame().Notes);
    }

    [Fact]
    public void Anomaly_SoonAfterANote_LeavesItToBeReadAndTakesItAwayLater()
    {
        var board = Board();
        board.Note("missed 3 anomalies");

        board.Anomaly(Samples.Anomaly(1, Severity.Warning));
        Assert.Equal(["missed 3 anomalies"], board.Frame().Notes);

        _time.Advance(TimeSpan.FromSeconds(5));
        board.Heartbeat(new Heartbeat());
        Assert.Empty(board.Frame().Notes);
    }

    [Fact]
    public void Frame_BothLostInTheSameWords_SaysThemOnce()
    {
        var board = Board();
        board.Note("lost");
        board.MetricsNote("lost");

        Assert.Equal(["lost"], board.Frame().Notes);
    }

    private WatchBoard Board() => new("http://127.0.0.1:5051", _time);
}
