using Confluent.Kafka;
using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

public sealed class RecordSizeLimitTests
{
    private readonly RecordSizeLimit _limit = new((_, message) => DeadLetterBuilder.Smaller(message));

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, true)]
    [InlineData(ErrorCode.InvalidMsgSize, true)]
    [InlineData(ErrorCode.RecordListTooLarge, false)]
    [InlineData(ErrorCode.Local_Transport, false)]
    public void IsTooLarge_ErrorOfARecord_KnowsARefusalForSize(ErrorCode code, bool expected) => Assert.Equal(expected, RecordSizeLimit.IsTooLarge(new Error(code)));

    [Fact]
    public void Fit_NothingRefused_LeavesTheMessageAsItIs()
    {
        var message = Letter(1_000_000);
        Assert.Same(message, _limit.Fit("letters", message));
    }

    [Fact]
    public void Fit_AsLargeAsWhatWasRefused_LeavesSomethingOut()
    {
        _limit.Refuse("letters", Letter(1000));
        Assert.Null(_limit.Fit("letters", Letter(1000)).Value);
        Assert.NotNull(_limit.Fit("letters", Letter(999)).Value);
        Assert.NotNull(_limit.Fit("others", Letter(1000)).Value);
    }

    [Fact]
    public void Fit_ALargerOneRefusedLater_StillKnowsTheSmaller()
    {
        _limit.Refuse("letters", Letter(1000));
        _limit.Refuse("letters", Letter(5000));
        Assert.Null(_limit.Fit("letters", Letter(1000)).Value);
    }

    [Fact]
    public void Fit_RefusedWithNothingLeftToLeaveOut_SaysWhichTopic()
    {
        _limit.Refuse("letters", new Message<byte[]?, byte[]?>());
        var fault = Assert.Throws<DeliveryException>(() => _limit.Fit("letters", Letter(1000)));
        Assert.Contains("letters", fault.Message, StringComparison.Ordinal);
    }

    private static Message<byte[]?, byte[]?> Letter(int bytes) => new() { Key = new byte[7], Value = new byte[bytes], Headers = [] };
}
