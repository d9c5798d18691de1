using GridFlow.Sources;

namespace GridFlow.Pipeline.Tests.Sources;

public sealed class PartitionTableTests
{
    private readonly PartitionTable _table = new();

    [Fact]
    public void Assign_Again_GivesANewEpochAndForgetsThePosition()
    {
        var first = _table.Assign(3);
        _table.Start(3, first, 80, 80);
        _table.Enter(3, first, 100);
        _table.SetCommitted(3, first, 90);
        Assert.Equal(new OwnedPartition(3, first, 100, 90), Assert.Single(_table.Read()));
        var second = _table.Assign(3);
        Assert.True(second > first);
        Assert.Equal(new OwnedPartition(3, second, -1, -1, IsRecovering: true), Assert.Single(_table.Read()));
    }

    [Fact]
    public void Remove_Partition_IsOwnedNoMore()
    {
        var epoch = _table.Assign(3);
        _table.Remove(3);
        Assert.Null(_table.EpochOf(3));
        _table.Enter(3, epoch, 5);
        _table.Leave(3, epoch);
        _table.SetCommitted(3, epoch, 5);
        Assert.Empty(_table.Read());
    }

    [Fact]
    public void Leave_OldEpoch_LeavesTheNewOneInFlight()
    {
        var first = _table.Assign(1);
        _table.Enter(1, first, 5);
        var second = _table.Assign(1);
        _table.Enter(1, second, 6);
        _table.Leave(1, first);
        Assert.False(_table.WaitUntilDrained([1], TimeSpan.Zero));
        _table.Leave(1, second);
        Assert.True(_table.WaitUntilDrained([1], TimeSpan.Zero));
    }

    [Fact]
    public async Task WaitUntilDrained_LastBatchLeaves_ReturnsAtOnce()
    {
        var epoch = _table.Assign(1);
        _table.Enter(1, epoch, 5);
        _table.Enter(1, epoch, 6);
        var waiting = Task.Run(() => _table.WaitUntilDrained([1, 2], TimeSpan.FromMinutes(1)));
        _table.Leave(1, epoch);
        Assert.False(waiting.IsCompleted);
        _table.Leave(1, epoch);
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void WaitUntilDrained_TimeIsOver_SaysNo()
    {
        _table.Enter(1, _table.Assign(1), 5);
        Assert.False(_table.WaitUntilDrained([1], TimeSpan.FromMilliseconds(20)));
        Assert.True(_table.WaitUntilDrained([2], TimeSpan.Zero));
    }

    [Fact]
    public void Start_OfTheEpoch_MakesItReady()
    {
        var epoch = _table.Assign(2);
        Assert.Null(_table.ReadyState(2));
        Assert.True(_table.AnyRecovering);
        Assert.Equal([(2, epoch)], _table.Recovering());
        Assert.False(_table.Start(2, epoch - 1, 5, 9));
        Assert.True(_table.Start(2, epoch, 5, 9));
        Assert.Equal((epoch, 9), _table.ReadyState(2));
        Assert.False(_table.AnyRecovering);
        Assert.Equal(5, _table.Read()[0].Position);
    }

    [Fact]
    public void RollBack_AllPartitions_GetNewEpochsAndNothingInFlight()
    {
        var epoch = _table.Assign(2);
        _table.Start(2, epoch, 5, 5);
        _table.Enter(2, epoch, 7);
        _table.SetCommitted(2, epoch, 6);
        _table.RollBack();
        Assert.True(_table.EpochOf(2) > epoch);
        Assert.Equal(2, Assert.Single(_table.Recovering()).Partition);
        Assert.True(_table.WaitUntilDrained([2], TimeSpan.Zero));
        Assert.Equal(6, _table.Read()[0].Committed);
    }
}
