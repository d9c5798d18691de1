using System.Text;
using Confluent.Kafka;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

public class DeadLetterBuilderTests
{
    [Fact]
    public void Smaller_StepByStep_LeavesOutValueThenHeadersThenKeyAndSaysSo()
    {
        var whole = new Message<byte[]?, byte[]?>
        {
            Key = new byte[7],
            Value = new byte[11],
            Headers = [new Header("trace", new byte[3]), new Header("gridflow.error.code", "bad_magic"u8.ToArray())],
        };

        var withoutValue = DeadLetterBuilder.Smaller(whole)!;
        Assert.Equal((7, null), (withoutValue.Key!.Length, withoutValue.Value));
        Assert.Equal(["trace", "gridflow.error.code", "gridflow.value.omitted.bytes=11"], Texts(withoutValue, "trace", "gridflow.error.code"));

        var withoutHeaders = DeadLetterBuilder.Smaller(withoutValue)!;
        Assert.Equal(7, withoutHeaders.Key!.Length);
        Assert.Equal(["gridflow.error.code", "gridflow.value.omitted.bytes=11", "gridflow.headers.omitted=1"], Texts(withoutHeaders, "gridflow.error.code"));

        var withoutKey = DeadLetterBuilder.Smaller(withoutHeaders)!;
        Assert.Null(withoutKey.Key);
        Assert.Contains("gridflow.key.omitted.bytes=7", Texts(withoutKey));
        Assert.Null(DeadLetterBuilder.Smaller(withoutKey));
    }

    private static string[] Texts(Message<byte[]?, byte[]?> message, params string[] nameOnly) =>
        [.. message.Headers.Select(h => nameOnly.Contains(h.Key) ? h.Key : $"{h.Key}={Encoding.UTF8.GetString(h.GetValueBytes())}")];
}
