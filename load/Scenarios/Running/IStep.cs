namespace GridFlow.Load.Scenarios.Running;

/// <summary>What is done at each arrival.</summary>
internal interface IStep
{
    /// <summary>What came of it.</summary>
    StepStats Stats { get; }

    /// <summary>Begins it; the task ends when it is answered, and never fails: what goes wrong is counted.</summary>
    Task SendAsync(Arrival arrival, CancellationToken stop);
}
