using GridFlow.Readings;
using GridFlow.Steering;

namespace GridFlow.Sources;

/// <content>From which offset on readings are treated by which revision of the settings.</content>
/// <remarks>
/// A revision takes effect between two batches of a partition, at the position that the partition has then. That place becomes durable together with the first results
/// behind it, in their transaction; or, when nothing comes or the partition is paused, by itself, once everything in front of it is committed. So whoever takes the
/// partition over finds either the word and goes on by it, or no word, and then nothing behind the place has been committed and he chooses it anew.
/// </remarks>
internal sealed partial class KafkaReadingSource
{
    private readonly Dictionary<int, SettingsSwitch> _switches = [];
    private readonly Dictionary<int, Task> _confirmations = [];
    private SteeringSettings? _inForce;

    /// <summary>Goes over to the newest settings. To be called when all that was polled has been handed over.</summary>
    private void FollowSettings()
    {
        if (_settings is null)
        {
            return;
        }

        var latest = _settings.Latest;
        if (!ReferenceEquals(latest, _inForce))
        {
            Adopt(latest);
        }

        if (_switches.Count > 0)
        {
            ConfirmIdle();
        }
    }

    private void Adopt(SteeringSettings latest)
    {
        var before = _inForce?.Revision ?? -1;
        _floods.Release(partition => latest.Resumes.Any(resume => resume.Value > before && (resume.Key.IsAll || resume.Key.Partition == partition)));
        (_inForce, _stopsStale) = (latest, true);
        foreach (var owned in _partitions.Read())
        {
            if (_partitions.ReadyPosition(owned.Partition) is { } position && latest.Revision >= 0)
            {
                _switches[owned.Partition] = new SettingsSwitch(latest.Revision, position);
            }
        }
    }

    /// <summary>Says of partitions whose place is committed already that they have gone over; nothing of them may come along that would.</summary>
    private void ConfirmIdle()
    {
        foreach (var (partition, change) in _switches.ToList())
        {
            if (!IsConfirming(partition) && _partitions.ReadyState(partition) is not null && _partitions.CommittedOf(partition) >= change.Offset && _partitions.WaitUntilDrained([partition], TimeSpan.Zero))
            {
                _switches.Remove(partition);
                _confirmations[partition] = _settings!.ConfirmAsync(partition, change);
            }
        }
    }

    private bool IsConfirming(int partition) => _confirmations.TryGetValue(partition, out var confirmation) && !confirmation.IsCompleted;

    /// <summary>Gives a new batch what its readings are treated by.</summary>
    private void Attach(ReadingBatch batch)
    {
        batch.Claims = _inForce?.Claims;
        // Not past a word that is under way: the later one must not be overtaken by it.
        if (_switches.Count > 0 && !batch.IsReplay && !IsConfirming(batch.Partition) && _switches.Remove(batch.Partition, out var change))
        {
            batch.Switch = change;
        }
    }

    /// <summary>Whether a recovered partition may begin: not under settings older than those that its last owner may have treated it by.</summary>
    private bool MayStart => _settings is null || ReferenceEquals(_settings.Latest, _inForce);

    /// <summary>A partition begins: unless its last owner has said so, its place is chosen now.</summary>
    private void SwitchAtStart(int partition, long speakFrom)
    {
        _switches.Remove(partition);
        if (_settings is null || _inForce is not { Revision: >= 0 } settings)
        {
            return;
        }

        // One that lies ahead was said under at-least-once and not reached: what is in front of it is read again, and treated by it.
        var applied = _settings.Applied(partition);
        if (applied is null || applied.Revision < settings.Revision || applied.Offset > speakFrom)
        {
            _switches[partition] = new SettingsSwitch(settings.Revision, speakFrom);
        }
    }
}
