namespace GridFlow.Control.Hosting;

/// <summary>Who an instance is and what it works on.</summary>
/// <param name="InstanceId">Its name, the same after a restart and no other's.</param>
/// <param name="GroupId">Its consumer group.</param>
/// <param name="ReadingsTopic">The topic that readings come from.</param>
public sealed record InstanceIdentity(string InstanceId, string GroupId, string ReadingsTopic);
