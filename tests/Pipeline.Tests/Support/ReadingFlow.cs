using GridFlow.Readings;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Streams of readings for whole-graph tests.</summary>
internal static class ReadingFlow
{
    /// <summary>A flat line long enough for the detector to speak, then one reading far from it.</summary>
    public static async Task SendAnomalyAsync(this PipelineTestDriver driver, string meterId = "M-1", int partition = 0)
    {
        for (var i = 0; i < 30; i++)
        {
            await driver.SendAsync(Wire.Good(meterId, i * 1000), partition);
        }

        await driver.SendAsync(Wire.Good(meterId, 30_000) with { VoltageV = 188.3 }, partition);
    }

    /// <summary>A meter's next reading with status FAULT and OK in turn: an anomaly every second reading.</summary>
    public static SensorReading Alternating(string meterId, int i) =>
        Wire.Good(meterId, i * 1000L) with { Status = i % 2 == 0 ? MeterStatus.Fault : MeterStatus.Ok };
}
