using System.Threading.Tasks.Dataflow;
using GridFlow.Topology;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class BlockFactoryTests : IDisposable
{
    private readonly FaultSwitch _fault = new();

    [Fact]
    public async Task Transform_OneOfSeveralFails_LetsNothingBehindItThrough()
    {
        // The first item fails while a third is still at work; the second is done and stands behind the first in the order of the output.
        var blocks = new BlockFactory(8, _fault);
        var secondDone = new TaskCompletionSource();
        var passed = new List<int>();
        var work = blocks.Transform<int, int>("work", 3, async item =>
        {
            switch (item)
            {
                case 0:
                    await secondDone.Task;
                    throw new InvalidOperationException("the first");
                case 1:
                    secondDone.SetResult();
                    return item;
                default:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _fault.Token);
                    return item;
            }
        });
        var sink = blocks.Action<int>("sink", item =>
        {
            passed.Add(item);
            return Task.CompletedTask;
        });
        work.LinkTo(sink);

        for (var item = 0; item < 3; item++)
        {
            await work.SendAsync(item, TestContext.Current.CancellationToken);
        }

        await blocks.Completion.ContinueWith(_ => { }, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal("the first", _fault.First!.Message);
        Assert.Empty(passed);
    }

    public void Dispose() => _fault.Dispose();
}
