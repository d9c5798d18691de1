using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Live;

namespace GridFlow.Pipeline.Tests.Sinks.Live;

public sealed class AnomalySentenceTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(Channel.Voltage, -6.2, 230.1, "meter M-0421: voltage 188.3 V, 6.2 σ below its 5-minute mean 230.1 V")]
    [InlineData(Channel.Current, 3.04, 0.434, "meter M-0421: current 4.56 A, 3.0 σ above its 5-minute mean 0.43 A")]
    [InlineData(Channel.Temperature, 10, -1.26, "meter M-0421: temperature 31.5 °C, 10.0 σ above its 5-minute mean -1.3 °C")]
    [InlineData(Channel.Status, 0, 0, "meter M-0421: status changed to FAULT")]
    public void Sentence_Channel_SaysItInWords(Channel channel, double deviation, double mean, string sentence) =>
        Assert.Equal(sentence, Notice(channel, deviation, mean, Window).Sentence);

    [Theory]
    [InlineData(30, "30-second")]
    [InlineData(90, "1.5-minute")]
    [InlineData(3600, "1-hour")]
    [InlineData(86_400, "24-hour")]
    public void Sentence_Window_IsNamedInItsUnit(int seconds, string length) =>
        Assert.Contains($"its {length} mean", Notice(Channel.Voltage, 3, 230, TimeSpan.FromSeconds(seconds)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Build_Anomaly_SaysWhatTheTopicSays()
    {
        var batch = await AnomalySample.BatchAsync(AnomalySample.Reading);
        var notice = new NoticeBuilder(Window).Build(batch, AnomalySample.Of(AnomalyType.VoltageDeviation), 42);
        Assert.Equal(AnomalySample.Reading, notice.Reading);
        Assert.Equal(($"M-0421:{Wire.EventTimeMs}:VOLTAGE_DEVIATION", 3, 12_345L, 42L), (notice.AnomalyId, notice.SourcePartition, notice.SourceOffset, notice.DetectedAtMs));
        Assert.Equal((2.5, -6.2, 230.125, 6.75), (notice.ThresholdSigma, notice.DeviationSigma, notice.Mean, notice.StdDev));
        var without = await AnomalySample.BatchAsync(AnomalySample.Reading with { FeederId = null });
        Assert.Null(new NoticeBuilder(Window).Build(without, AnomalySample.Of(AnomalyType.EquipmentFailure), 42).Reading.FeederId);
    }

    private static AnomalyNotice Notice(Channel channel, double deviation, double mean, TimeSpan window) =>
        new("id", AnomalyType.VoltageDeviation, Severity.Error, channel, AnomalySample.Reading, 2.5, deviation, mean, 1, 0, 0, 0, window);
}
