using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Operator.Status;

public sealed class StatusViewTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void Render_AllThereIs_EqualsTheGoldenText(int width)
    {
        var text = Golden.Text(StatusView.Render(Samples.Status(), Samples.Now), width);

        Golden.Equal($"status-{width}", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Render_EarlierVersionThatSaysLittle_ShowsWhatItSays()
    {
        var text = Golden.Text(StatusView.Render(new GetStatusResponse { State = PipelineState.Starting, Version = "0.0.9" }, Samples.Now), 80);

        Assert.All(["STARTING", "0.0.9", "No partitions", "none yet", "no anomaly in the last minute"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("instance", text.Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ManyPartitions_ShowsThoseThatNeedALookAndSaysHowManyMore()
    {
        var status = new GetStatusResponse { State = PipelineState.Running };
        status.Partitions.AddRange(Enumerable.Range(0, 64).Select(i => new PartitionStatus { Partition = i, LagReadings = i * 10, PauseReason = i == 1 ? "dead_letter_flood" : "" }));
        var text = Golden.Text(StatusView.Render(status, Samples.Now), 80);

        Assert.Contains("dead_letter_flood", text, StringComparison.Ordinal);
        Assert.Contains("and 52 more, each at most 520 readings behind", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ReadingsMissing_SaysSoInWords()
    {
        var status = Samples.Status();
        status.Conservation.Difference = 5;
        Assert.Contains("5 UNACCOUNTED FOR", Golden.Text(StatusView.Render(status, Samples.Now), 200), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ForeignText_IsNeitherMarkupNorControl()
    {
        var status = Samples.Status();
        status.Conditions[0] = "broker [1/2] is [red]down[/]\e[2J";
        var text = Golden.Text(StatusView.Render(status, Samples.Now), 200);

        Assert.Contains("broker [1/2] is [red]down[/]\uFFFD[2J", text, StringComparison.Ordinal);
    }
}
