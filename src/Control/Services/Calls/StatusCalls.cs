using GridFlow.Control.Hosting;
using GridFlow.Control.Services.Mapping;
using GridFlow.V1;

namespace GridFlow.Control.Services.Calls;

/// <summary>Shows this instance, and who has asked for what.</summary>
internal sealed class StatusCalls(InstanceState instance, SubscriberSlots slots)
{
    private const int MostAuditRecords = 10_000;

    public GetStatusResponse GetStatus()
    {
        var response = StatusMapping.ToResponse(instance.GetStatus(), instance.StartedAt, instance.Uptime);
        var settings = instance.Steering.Read();
        response.InstanceId = instance.Identity.InstanceId;
        response.GroupId = instance.Identity.GroupId;
        response.ReadingsTopic = instance.Identity.ReadingsTopic;
        response.SettingsRevision = settings.Revision;
        response.Pauses.Add(settings.Pauses.Select(SteeringMapping.Pause));
        response.Sinks.Add(instance.Sinks().Select(SinkMapping.ToContract));
        response.Subscribers = slots.Open;
        return response;
    }

    public ListAuditRecordsResponse ListAudit(ListAuditRecordsRequest request) => new()
    {
        Records = { instance.Steering.ReadAudit(PageLimit.Of(request.Limit, MostAuditRecords)).Select(SteeringMapping.Audit) },
    };
}
