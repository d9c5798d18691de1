using GridFlow.Detection;

namespace GridFlow.Checkpoints;

/// <summary>Finds out where a partition has to be read from, and brings its detector to that place.</summary>
internal interface IPartitionRecovery
{
    /// <summary>Recovers one partition; waits for servers that are away.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The assignment it is recovered for.</param>
    /// <param name="cancellationToken">Ends it, for example because the assignment is over.</param>
    /// <exception cref="PartitionUnrecoverableException">It cannot go on without a person.</exception>
    Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken cancellationToken);
}

/// <summary>A partition that is ready to be read.</summary>
/// <param name="ReadFrom">First offset to read.</param>
/// <param name="SpeakFrom">First offset whose findings have not been said yet: up to it the readings are replayed in silence.</param>
/// <param name="Detector">State at <paramref name="ReadFrom"/>; null for an empty one.</param>
/// <param name="Story">What was done, for the log.</param>
/// <param name="IsNewPlace">It is not where the group has committed: nothing was yet, or what was is gone. To be committed before the first result.</param>
/// <param name="SettingsRevision">Revision of the settings that its last owner may have treated it by; it must not begin under an older one.</param>
internal sealed record RecoveredPartition(long ReadFrom, long SpeakFrom, PartitionDetector? Detector, string Story, bool IsNewPlace = false, long SettingsRevision = 0);

/// <summary>A partition cannot be recovered without a person; the message says why and what to do.</summary>
public sealed class PartitionUnrecoverableException(string message, Exception? inner = null) : Exception(message, inner);
