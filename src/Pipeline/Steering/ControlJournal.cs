using System.Collections.Immutable;
using System.Text.Json;
using GridFlow.Storage;

namespace GridFlow.Steering;

/// <summary>What the records of the control topic amount to, in order. Fed by one thread, read by any.</summary>
internal sealed class ControlJournal(ControlKeys keys, double defaultSigma)
{
    /// <summary>Audit records kept of each instance; the topic keeps as many.</summary>
    public const int AuditSlots = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, NumberedAuditRecord> _audit = [];
    private volatile SteeringSettings _settings = SteeringSettings.Initial(defaultSigma);
    private volatile ImmutableDictionary<int, ImmutableList<AppliedRecord>> _applied = ImmutableDictionary<int, ImmutableList<AppliedRecord>>.Empty;

    /// <summary>The settings in force.</summary>
    public SteeringSettings Settings => _settings;

    /// <summary>Takes one record in.</summary>
    /// <returns>Null, or why it says nothing to this version.</returns>
    public string? Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long offset)
    {
        if (keys.PartsOf(key) is not { Length: > 0 } parts)
        {
            return null;
        }

        try
        {
            switch (parts[0])
            {
                case "threshold" when ControlKeys.Threshold(parts) is { } scope:
                    var threshold = ControlJson.Read<ThresholdRecord>(value);
                    if (threshold.Sigma is not null and not (>= 1.5 and <= 4.0))
                    {
                        return $"a threshold of {threshold.Sigma} is not from 1.5 to 4.0";
                    }

                    _settings = _settings.With(scope, threshold.Sigma, new SettingChange(offset + 1, threshold.At, threshold.User, threshold.Reason));
                    return null;
                case "pause" when keys.Pause(parts) is { } scope:
                    var pause = ControlJson.Read<PauseRecord>(value);
                    _settings = _settings.With(scope, pause.Paused, new SettingChange(offset + 1, pause.At, pause.User, pause.Reason));
                    return null;
                case "applied":
                    Apply(keys.AppliedPartition(parts), ControlJson.Read<AppliedRecord>(value));
                    return null;
                case "audit":
                    Keep(string.Join('/', parts), ControlJson.Read<NumberedAuditRecord>(value));
                    return null;
                default:
                    return null;
            }
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    /// <summary>From which offset on a partition is treated by a revision or a later one; null when it is not yet.</summary>
    public SettingsSwitch? AppliedFrom(int partition, long revision) =>
        _applied.TryGetValue(partition, out var history) && history.Find(applied => applied.Revision >= revision) is { } first ? new SettingsSwitch(first.Revision, first.Offset) : null;

    /// <summary>The last revision that a partition was treated by, and from where on; null when none is known.</summary>
    public SettingsSwitch? Applied(int partition) =>
        _applied.TryGetValue(partition, out var history) && history.Count > 0 ? new SettingsSwitch(history[^1].Revision, history[^1].Offset) : null;

    /// <summary>Partitions of which something is known.</summary>
    public IEnumerable<int> AppliedPartitions => _applied.Keys;

    /// <summary>Audit records, newest first.</summary>
    public IReadOnlyList<AuditRecord> ReadAudit(int limit)
    {
        lock (_lock)
        {
            return [.. _audit.Values.OrderByDescending(entry => entry.Record.At).ThenByDescending(entry => entry.Number).Take(limit).Select(entry => entry.Record)];
        }
    }

    /// <summary>Number behind the last audit record of an instance.</summary>
    public long NextAuditNumber(string instance)
    {
        lock (_lock)
        {
            var slots = $"audit/{NamePart.Escape(instance)}/";
            return _audit.Where(entry => entry.Key.StartsWith(slots, StringComparison.Ordinal)).Select(entry => entry.Value.Number + 1).DefaultIfEmpty(0).Max();
        }
    }

    private void Apply(int? partition, AppliedRecord applied)
    {
        if (partition is not { } number)
        {
            return;
        }

        // An instance that has lost the partition may speak late; what its next owner has said stands.
        var history = _applied.GetValueOrDefault(number) ?? [];
        if (history.Count > 0 && history[^1].Revision > applied.Revision)
        {
            return;
        }

        // A few: who waits for a revision may find a later one in force already.
        history = history.RemoveAll(before => before.Revision == applied.Revision).Add(applied);
        _applied = _applied.SetItem(number, history.Count > 16 ? history.RemoveAt(0) : history);
    }

    private void Keep(string slot, NumberedAuditRecord record)
    {
        lock (_lock)
        {
            _audit[slot] = record;
        }
    }
}
