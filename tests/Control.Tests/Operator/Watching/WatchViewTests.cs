using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Operator.Watching;

public sealed class WatchViewTests
{
    private static readonly WatchFrame Frame = new(
        "http://127.0.0.1:5051", Samples.Metrics(), [.. Enumerable.Range(1, 60).Select(i => Samples.Anomaly(i, Severity.Warning))], ["connection to http://127.0.0.1:5051 lost (refused), trying again in 2 seconds"]);

    [Fact]
    public void Render_80By24_EqualsTheGoldenText() => Golden.Equal("watch-80", Golden.Text([WatchView.Render(Frame, 80, 24)], 80));

    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    [InlineData(50, 12)]
    public void Render_AnySize_Fits(int width, int height)
    {
        var lines = Golden.Text([WatchView.Render(Frame, width, height)], width).TrimEnd('\n').Split('\n');

        Assert.True(lines.Length < height, $"{lines.Length} lines of {height}");
        Assert.All(lines, line => Assert.True(line.Length < width, line));
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(1, 1)]
    public void Render_TinyTerminal_DoesNotThrow(int width, int height) => Assert.NotEmpty(Golden.Text([WatchView.Render(Frame, width, height)], width));

    [Fact]
    public void Render_BeforeTheFirstFigures_SaysForWhatItWaits() =>
        Assert.Contains("waiting for the first figures of http://a:1", Golden.Text([WatchView.Render(new WatchFrame("http://a:1", null, [], []), 80, 24)], 80), StringComparison.Ordinal);
}
