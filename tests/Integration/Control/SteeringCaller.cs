using System.Collections.Concurrent;
using System.Diagnostics;
using GridFlow.Integration.Programs;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Sets thresholds through running instances, and remembers what they answered and how long it took.</summary>
internal sealed class SteeringCaller
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<SetThresholdResponse> _answers = [];
    private readonly ConcurrentQueue<double> _milliseconds = [];

    /// <summary>Answers so far.</summary>
    public IReadOnlyCollection<SetThresholdResponse> Answers => _answers;

    /// <summary>Milliseconds from call to answer, in rising order.</summary>
    public IReadOnlyList<double> Milliseconds => [.. _milliseconds.Order()];

    /// <summary>Sets a threshold; takes it away when there is no sigma.</summary>
    public async Task<SetThresholdResponse> SetAsync(GridFlowProcess instance, Threshold scope, double? sigma)
    {
        var threshold = scope.Clone();
        threshold.Sigma = sigma ?? 0;
        var began = Stopwatch.GetTimestamp();
        var answer = await instance.Client.SetThresholdAsync(new SetThresholdRequest { Threshold = threshold, Remove = sigma is null, Reason = "test" }, Options());
        _milliseconds.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        _answers.Enqueue(answer);
        return answer;
    }

    /// <summary>Waits until instances name the same revision and the same first offset for every partition, and returns them.</summary>
    public static async Task<GetThresholdsResponse> AgreedAsync(long revision, params GridFlowProcess[] instances)
    {
        GetThresholdsResponse[] views = [];
        await Until.ThereAsync(async () =>
        {
            views = await Task.WhenAll(instances.Select(async instance => await instance.Client.GetThresholdsAsync(new GetThresholdsRequest(), Options())));
            return views.All(view => view.Revision >= revision && view.EffectiveFrom.Count == PipelineSetup.Partitions) ? null : $"revision {revision} on all partitions; now {string.Join(" | ", views.AsEnumerable())}";
        });
        Assert.All(views, view => Assert.Equal(views[0], view));
        return views[0];
    }

    /// <summary>Time limit and name of a caller.</summary>
    public static CallOptions Options(string user = "proof") =>
        new([new Metadata.Entry("gridflow-user", user)], TimeProvider.System.GetUtcNow().Add(Deadline).UtcDateTime, TestContext.Current.CancellationToken);
}
