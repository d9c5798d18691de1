using GridFlow.Checkpoints;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class InstanceSlotTests
{
    private readonly string _group = $"group/ä {Guid.NewGuid():N}";

    [Fact]
    public void Claim_SeveralOfAGroup_EachHasTheFirstFreeNumber()
    {
        using var first = InstanceSlot.Claim(_group);
        var second = InstanceSlot.Claim(_group);
        using var third = InstanceSlot.Claim(_group);
        Assert.Equal([Id(0), Id(1), Id(2)], [first.TransactionalId, second.TransactionalId, third.TransactionalId]);

        // As after a restart: the id that was given back, so that its open transaction is ended.
        second.Dispose();
        using var again = InstanceSlot.Claim(_group);
        Assert.Equal(Id(1), again.TransactionalId);
    }

    [Fact]
    public void TryClaim_IdThatIsTaken_IsRefusedUntilItIsGivenBack()
    {
        var owner = InstanceSlot.TryClaim(_group);
        Assert.NotNull(owner);
        Assert.Null(InstanceSlot.TryClaim(_group));
        owner.Dispose();
        using var next = InstanceSlot.TryClaim(_group);
        Assert.Equal(_group, next?.TransactionalId);
    }

    private string Id(int number) => $"{_group}-{Environment.MachineName}-{number}";
}
