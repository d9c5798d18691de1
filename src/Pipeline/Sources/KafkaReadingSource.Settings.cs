using GridFlow.Checkpoints;
using GridFlow.Steering;

namespace GridFlow.Sources;

/// <content>From which offset on readings are treated by which revision of the settings.</content>
/// <remarks>
/// A revision takes effect between two batches of a partition, at the position that the partition has then. That place travels as a batch without records, so it becomes
/// durable with the partition's position, in one transaction behind everything in front of it and before anything behind it. So whoever takes the partition over finds
/// either the word and goes on by it, or no word, and then nothing behind the place has been committed and he chooses it anew. A member that was expelled and does not know
/// it yet cannot say it, because its transaction is refused.
/// </remarks>
internal sealed partial class KafkaReadingSource
{
    private SteeringSettings? _inForce;

    /// <summary>Whether a recovered partition may begin: not under settings older than those that its last owner may have treated it by.</summary>
    private bool MayStart(RecoveredPartition recovered) => _settings is null || _inForce?.Revision >= recovered.SettingsRevision;

    /// <summary>Goes over to the newest settings. To be called when all that was polled has been handed over; leaves words to be handed over now.</summary>
    private void FollowSettings()
    {
        if (_settings is null || _settings.Latest is var latest && ReferenceEquals(latest, _inForce))
        {
            return;
        }

        var before = _inForce?.Revision ?? 0;
        _floods.Release(partition => latest.Resumes.Any(resume => resume.Value > before && (resume.Key.IsAll || resume.Key.Partition == partition)));
        (_inForce, _stopsStale) = (latest, true);
        if (latest.Revision > 0)
        {
            foreach (var owned in _partitions.Read())
            {
                if (_partitions.ReadyState(owned.Partition) is { } state)
                {
                    // What is still replayed has been said under the settings of its time.
                    Say(owned.Partition, state.Epoch, Math.Max(owned.Position, state.SpeakFrom));
                }
            }
        }
    }

    /// <summary>A partition begins: unless its last owner has said so, its place is chosen now.</summary>
    private void SwitchAtStart(int partition, long epoch, long speakFrom)
    {
        if (_settings is null || _inForce is not { Revision: > 0 } settings)
        {
            return;
        }

        // One that lies ahead was said under at-least-once and not reached: what is in front of it is read again, and treated by it.
        var applied = _settings.Applied(partition);
        if (applied is null || applied.Revision < settings.Revision || applied.Offset > speakFrom)
        {
            Say(partition, epoch, speakFrom);
        }
    }

    private void Say(int partition, long epoch, long offset)
    {
        var word = _pool.Rent(partition, epoch, _time.GetTimestamp());
        word.Switch = new SettingsSwitch(_inForce!.Revision, offset);
        _ready.Add(word);
    }
}
