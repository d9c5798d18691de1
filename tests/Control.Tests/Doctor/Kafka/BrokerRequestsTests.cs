using Xunit;

namespace GridFlow.Control.Doctor.Kafka;

public sealed class BrokerRequestsTests
{
    private readonly BrokerRequests _requests = new();

    [Fact]
    public void Note_OtherLines_ArePassedOver()
    {
        _requests.Note("[thrd:x]: localhost:9092/bootstrap: Updated enabled protocol features +ApiVersion to ApiVersion");

        Assert.False(_requests.IsKnown);
    }

    [Theory]
    [InlineData("4.0 or later", true, "Produce (0) Versions 0..13", "InitProducerId (22) Versions 0..6", "TxnOffsetCommit (28) Versions 0..5")]
    [InlineData("3.0 or later", true, "Produce (0) Versions 0..9", "InitProducerId (22) Versions 0..4", "TxnOffsetCommit (28) Versions 0..3", "ListTransactions (66) Versions 0..0")]
    [InlineData("2.5 or later", true, "Produce (0) Versions 0..8", "InitProducerId (22) Versions 0..2", "TxnOffsetCommit (28) Versions 0..3")]
    [InlineData("older than 2.5", false, "Produce (0) Versions 0..7", "InitProducerId (22) Versions 0..1", "TxnOffsetCommit (28) Versions 0..2")]
    public void Note_LinesOfABroker_TellItsReleaseAndWhetherItHasTransactions(string release, bool transactions, params string[] requests)
    {
        foreach (var request in requests)
        {
            _requests.Note($"[thrd:x]: 127.0.0.1:25328/bootstrap:   ApiKey {request}");
        }

        Assert.Equal((true, release, transactions), (_requests.IsKnown, _requests.Release, _requests.HasTransactions));
    }
}
