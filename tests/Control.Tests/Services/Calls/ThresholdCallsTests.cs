using CsCheck;
using GridFlow.Steering;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Calls;

public sealed class ThresholdCallsTests
{
    public static TheoryData<string, SetThresholdRequest> Bad => new()
    {
        { "threshold", new SetThresholdRequest() },
        { "threshold.scope", new SetThresholdRequest { Threshold = new Threshold { Sigma = 3 } } },
        { "threshold.global", new SetThresholdRequest { Threshold = new Threshold { Global = false, Sigma = 3 } } },
        { "threshold.channel", new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Status, Sigma = 3 } } },
        { "threshold.channel", new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Unspecified, Sigma = 3 } } },
        { "threshold.channel", new SetThresholdRequest { Threshold = new Threshold { Channel = (Channel)77, Sigma = 3 } } },
        { "threshold.meter_id", new SetThresholdRequest { Threshold = new Threshold { MeterId = "", Sigma = 3 } } },
        { "threshold.meter_id", new SetThresholdRequest { Threshold = new Threshold { MeterId = new string('é', 65), Sigma = 3 } } },
        { "threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 1.4999999999999998 } } },
        { "threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 4.0000000000000009 } } },
        { "threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = double.NaN } } },
        { "threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Global = true } } },
        { "threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 3 }, Remove = true } },
        { "reason", new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 3 }, Reason = new string('r', 501) } },
        { "reason threshold.channel threshold.sigma", new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Status, Sigma = 9 }, Reason = new string('r', 501) } },
    };

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bad))]
    public void Of_BadRequest_NamesEveryField(string fields, SetThresholdRequest request) =>
        Assert.Equal(fields.Split(' '), RichError.Fields(Assert.Throws<RpcException>(() => ThresholdTarget.Of(request))));

    [Fact]
    public void Of_AnySigma_IsTakenWithinTheLimitsOnly() => Gen.Double.Sample(sigma =>
    {
        var request = new SetThresholdRequest { Threshold = new Threshold { MeterId = "M-1", Sigma = sigma } };
        try
        {
            return ThresholdTarget.Of(request) == (new ThresholdScope(null, "M-1"), sigma) && sigma >= 1.5 && sigma <= 4;
        }
        catch (RpcException)
        {
            return !(sigma >= 1.5 && sigma <= 4);
        }
    });

    [Theory]
    [InlineData(1.5)]
    [InlineData(4.0)]
    public async Task Set_AtTheLimits_IsTaken(double sigma)
    {
        await using var instance = await TestInstance.StartAsync();

        var response = await instance.Client.SetThresholdAsync(
            new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Current, Sigma = sigma }, Reason = "tuning" }, cancellationToken: Limit);

        Assert.Equal((new ThresholdScope(Readings.Channel.Current, null), (double?)sigma), (instance.Steering.Set!.Value.Scope, instance.Steering.Set.Value.Sigma));
        Assert.Equal((8L, 2, 1), (response.Revision, response.EffectiveFrom.Count, response.PendingPartitions.Single()));
    }

    [Fact]
    public async Task Set_Remove_TakesItAway()
    {
        await using var instance = await TestInstance.StartAsync();

        await instance.Client.SetThresholdAsync(new SetThresholdRequest { Threshold = new Threshold { Global = true }, Remove = true }, cancellationToken: Limit);

        Assert.Equal((ThresholdScope.Global, null), (instance.Steering.Set!.Value.Scope, instance.Steering.Set.Value.Sigma));
    }

    [Fact]
    public async Task Get_EveryScope_WithWhoSetIt()
    {
        await using var instance = await TestInstance.StartAsync();
        var change = new SettingChange(42, DateTimeOffset.UnixEpoch.AddDays(1), "alice", "storm");
        instance.Steering.View = new SteeringView(
            42,
            [
                new ThresholdSetting(ThresholdScope.Global, 2.5, null),
                new ThresholdSetting(new ThresholdScope(Readings.Channel.Voltage, null), 3, change),
                new ThresholdSetting(new ThresholdScope(null, "M-1"), 3.5, change),
            ],
            [],
            new Dictionary<int, long> { [1] = 11, [0] = 5 });

        var response = await instance.Client.GetThresholdsAsync(new GetThresholdsRequest(), cancellationToken: Limit);

        Assert.Equal(42, response.Revision);
        Assert.Equal([(0, 5L), (1, 11L)], response.EffectiveFrom.Select(from => (from.Partition, from.Offset)));
        Assert.Equal(new Threshold { Global = true, Sigma = 2.5 }, response.Thresholds[0]);
        Assert.Equal((Channel.Voltage, 3.0, "alice", "storm", 42L), (response.Thresholds[1].Channel, response.Thresholds[1].Sigma, response.Thresholds[1].Change.User, response.Thresholds[1].Change.Reason, response.Thresholds[1].Change.Revision));
        Assert.Equal(("M-1", 86_400L), (response.Thresholds[2].MeterId, response.Thresholds[2].Change.At.Seconds));
    }
}
