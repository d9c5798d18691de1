using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Services.Audit;

public sealed class AuditedCallTests
{
    public static TheoryData<object, string, string> Changes => new()
    {
        { new PauseRequest { Reason = "r" }, "Pause", "everything" },
        { new PauseRequest { Reason = "r", Partitions = { 3, 1 } }, "Pause", "partitions 3 1" },
        { new ResumeRequest { Reason = "r", Partitions = { 0 }, FeederIds = { "F-1", "F-2" } }, "Resume", "partitions 0, feeders F-1 F-2" },
        { new TriggerCheckpointRequest { Reason = "r" }, "TriggerCheckpoint", "all partitions of this instance" },
        { new SetThresholdRequest { Reason = "r", Threshold = new Threshold { Global = true, Sigma = 3 } }, "SetThreshold", "global 3.0 sigma" },
        { new SetThresholdRequest { Reason = "r", Threshold = new Threshold { Channel = Channel.Voltage, Sigma = 2.75 } }, "SetThreshold", "channel voltage 2.75 sigma" },
        { new SetThresholdRequest { Reason = "r", Threshold = new Threshold { MeterId = "M-1" }, Remove = true }, "SetThreshold", "meter M-1 removed" },
        { new SetThresholdRequest { Reason = "r" }, "SetThreshold", "no scope 0.0 sigma" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_Change_SaysWhatAndWhy(object request, string call, string target) => Assert.Equal(new AuditedCall(call, target, "r"), AuditedCall.Of(request));

    [Fact]
    public void Of_EveryCallOfTheContract_IsAuditedWhenItIsAPost()
    {
        foreach (var method in PipelineControl.Descriptor.Methods)
        {
            var rule = method.GetOptions().GetExtension(Google.Api.AnnotationsExtensions.Http);
            var request = Activator.CreateInstance(method.InputType.ClrType)!;

            Assert.True(rule.Post.Length > 0 == (AuditedCall.Of(request)?.Call == method.Name), method.Name);
        }
    }
}
