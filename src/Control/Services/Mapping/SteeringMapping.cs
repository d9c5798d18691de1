using Google.Protobuf.WellKnownTypes;
using GridFlow.Steering;
using GridFlow.V1;
using AuditRecord = GridFlow.V1.AuditRecord;

namespace GridFlow.Control.Services.Mapping;

/// <summary>Settings of the group in the words of the gRPC contract.</summary>
internal static class SteeringMapping
{
    public static IEnumerable<PartitionOffset> Offsets(IEnumerable<KeyValuePair<int, long>> offsets) =>
        offsets.OrderBy(pair => pair.Key).Select(pair => new PartitionOffset { Partition = pair.Key, Offset = pair.Value });

    public static Threshold Threshold(ThresholdSetting setting)
    {
        var threshold = new Threshold { Sigma = setting.Sigma, Change = Change(setting.Change) };
        switch (setting.Scope)
        {
            case { Channel: { } channel }:
                threshold.Channel = (Channel)((int)channel + 1);
                break;
            case { MeterId: { } meter }:
                threshold.MeterId = meter;
                break;
            default:
                threshold.Global = true;
                break;
        }

        return threshold;
    }

    public static Pause Pause(PauseSetting setting) => new()
    {
        All = setting.Scope.IsAll,
        Partition = setting.Scope.Partition ?? 0,
        FeederId = setting.Scope.FeederId ?? "",
        Change = Change(setting.Change),
    };

    public static AuditRecord Audit(GridFlow.Steering.AuditRecord record) => new()
    {
        At = record.At.ToTimestamp(),
        User = record.User,
        Address = record.Address,
        InstanceId = record.InstanceId,
        Call = record.Call,
        Target = record.Target,
        Reason = record.Reason,
        Result = record.Result,
        Revision = record.Revision,
    };

    private static Change? Change(SettingChange? change) => change is null
        ? null
        : new Change { At = change.At.ToTimestamp(), User = change.User, Reason = change.Reason, Revision = change.Revision };
}
