using GridFlow.Sinks;
using GridFlow.Sinks.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sinks.Kafka;

public sealed class FenceCountTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FenceCount _fences;

    public FenceCountTests() => _fences = new FenceCount("west-0", _time);

    [Fact]
    public void Add_ThirdWithinTwoMinutes_SaysWhoseIdAndWhatToSet()
    {
        _fences.Add();
        _time.Advance(TimeSpan.FromSeconds(60));
        _fences.Add();
        _time.Advance(TimeSpan.FromSeconds(60));
        var fault = Assert.Throws<DeliveryException>(_fences.Add);
        Assert.Contains("transactional.id west-0 is in use elsewhere", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Checkpoints:TransactionalId", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OneNowAndThen_IsNoReasonToEnd()
    {
        for (var i = 0; i < 10; i++)
        {
            _fences.Add();
            _time.Advance(TimeSpan.FromSeconds(61));
        }
    }
}
