using GridFlow.Sinks.Live;
using GridFlow.Steering;
using GridFlow.Topology;

namespace GridFlow.Control.Hosting;

/// <summary>What the control plane sees of the pipeline of this process, also before it runs and after it failed.</summary>
public sealed class InstanceState(Func<PipelineStatus> pipelineStatus, LiveFeed liveFeed, TimeProvider time)
{
    private volatile string? _waitingFor = "starting";
    private volatile string? _failure;

    /// <summary>When this process began.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Delivered anomalies, for people who watch.</summary>
    public LiveFeed LiveFeed { get; } = liveFeed;

    /// <summary>Who this instance is.</summary>
    public required InstanceIdentity Identity { get; init; }

    /// <summary>Changes the pipelines of the group.</summary>
    public required ISteering Steering { get; init; }

    /// <summary>Parts of the pipeline that have work and do not do it.</summary>
    public Func<IReadOnlyList<StuckStage>> Stuck { get; init; } = () => [];

    /// <summary>Looks at the places where results go.</summary>
    public Func<IReadOnlyList<SinkLook>> Sinks { get; init; } = () => [];

    /// <summary>Asks how many partitions the topic of readings has; null when nobody can say.</summary>
    public Func<CancellationToken, Task<int?>> PartitionCount { get; init; } = _ => Task.FromResult<int?>(null);

    /// <summary>Time since <see cref="StartedAt"/>.</summary>
    public TimeSpan Uptime => time.GetUtcNow() - StartedAt;

    /// <summary>What the start waits for, as a sentence; null once the pipeline runs.</summary>
    public string? WaitingFor
    {
        get => _waitingFor;
        set => _waitingFor = value;
    }

    /// <summary>Why the instance is about to end; null as long as it is not.</summary>
    public string? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>One look at the instance.</summary>
    public PipelineStatus GetStatus()
    {
        var status = pipelineStatus();
        return (_failure, _waitingFor) switch
        {
            ({ } failure, _) => status with { State = PipelineState.Faulted, Conditions = [failure, .. status.Conditions] },
            (_, { } waiting) => status with { State = PipelineState.Starting, IsStandby = false, Conditions = [waiting, .. status.Conditions] },
            _ => status,
        };
    }
}
