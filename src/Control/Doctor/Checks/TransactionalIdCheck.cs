using Confluent.Kafka;
using GridFlow.Checkpoints;
using GridFlow.Control.Configuration;
using GridFlow.Control.Doctor.Kafka;
using GridFlow.Control.Startup;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Whether an instance that starts now gets a transactional id of its own. Opens no transaction: that would fence who has it.</summary>
internal sealed class TransactionalIdCheck(GridFlowSettings settings, KafkaLook look, TimeProvider time) : ICheck
{
    private const string Setting = "Checkpoints:TransactionalId";

    /// <inheritdoc/>
    public string Subject => "transactional id";

    /// <inheritdoc/>
    public string Advice => SettingAdvice.For(Setting);

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        var id = settings.Checkpoints.TransactionalId is { Length: > 0 } given ? given : Free(findings);
        if (id is null)
        {
            return;
        }

        if (settings.Checkpoints.TransactionalId is { Length: > 0 } && InstanceSlot.TryClaim(id) is var slot)
        {
            using (slot)
            {
                if (slot is null)
                {
                    await HeldAsync(id, "by another process on this host", $"Stop that one, or give each instance its own. {Advice}", findings, stop);
                    return;
                }
            }
        }

        if (await look.MetadataAsync(stop) is null)
        {
            findings.Skip($"who else has {id}: {KafkaLook.Away}");
        }
        else if (await MemberAsync(id, findings, stop) is { Length: > 0 } host)
        {
            await HeldAsync(id, $"by a living member of group {settings.Kafka.GroupId} at {host}", $"Give each instance its own. {Advice}", findings, stop);
        }
    }

    // Beside the instance that these settings have started, its id is where it should be, as its ports are.
    private async Task HeldAsync(string id, string holder, string advice, Findings findings, CancellationToken stop)
    {
        if (await RunningInstance.IdAsync(settings, time, stop) == id)
        {
            findings.Ok($"{id} is held by the gridflow that is running; a second one needs another");
        }
        else
        {
            findings.Problem($"{id} is in use {holder}", advice);
        }
    }

    private string? Free(Findings findings)
    {
        try
        {
            using var slot = InstanceSlot.Claim(settings.Kafka.GroupId);
            return slot.TransactionalId;
        }
        catch (InvalidOperationException e)
        {
            findings.Problem(e.Message, Advice);
            return null;
        }
    }

    private async Task<string?> MemberAsync(string id, Findings findings, CancellationToken stop)
    {
        try
        {
            var host = (await GroupMembers.OfAsync(look, settings.Kafka.GroupId, stop)).Members.FirstOrDefault(member => member.ClientId == id)?.Host;
            if (host is null)
            {
                findings.Ok($"{id} is free");
            }

            return host;
        }
        catch (KafkaException e)
        {
            findings.Skip($"who else has {id} ({KafkaProblem.Reason(KafkaProblem.Cause(e))})");
        }

        return null;
    }
}
