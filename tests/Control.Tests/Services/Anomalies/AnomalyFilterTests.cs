using Google.Rpc;
using GridFlow.Control.Services.Errors;
using GridFlow.V1;
using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Anomalies;

public sealed class AnomalyFilterTests
{
    public static TheoryData<string, SubscribeAnomaliesRequest> Bad => new()
    {
        { "min_severity", new SubscribeAnomaliesRequest { MinSeverity = (Severity)9 } },
        { "types[1]", new SubscribeAnomaliesRequest { Types_ = { AnomalyType.VoltageSag, AnomalyType.Unspecified } } },
        { "types[0]", new SubscribeAnomaliesRequest { Types_ = { (AnomalyType)99 } } },
        { "meter_ids[1]", new SubscribeAnomaliesRequest { MeterIds = { "M-1", "" } } },
        { "meter_ids[0]", new SubscribeAnomaliesRequest { MeterIds = { "*-1" } } },
        { "meter_ids", new SubscribeAnomaliesRequest { MeterIds = { Enumerable.Repeat("M-1", 1001) } } },
        { "feeder_ids[0]", new SubscribeAnomaliesRequest { FeederIds = { "F-*" } } },
    };

    [Fact]
    public void Matches_EmptyFilter_TakesAll() =>
        Assert.True(Of(new SubscribeAnomaliesRequest()).Matches(Notices.Alarm(severity: Detection.Severity.Info, feederId: null)));

    [Theory]
    [InlineData(Detection.Severity.Info, false)]
    [InlineData(Detection.Severity.Warning, true)]
    [InlineData(Detection.Severity.Critical, true)]
    public void Matches_MinSeverity_TakesItAndAbove(Detection.Severity severity, bool expected) =>
        Assert.Equal(expected, Of(new SubscribeAnomaliesRequest { MinSeverity = Severity.Warning }).Matches(Notices.Alarm(severity: severity)));

    [Theory]
    [InlineData(Detection.AnomalyType.VoltageDeviation, true)]
    [InlineData(Detection.AnomalyType.EquipmentFailure, true)]
    [InlineData(Detection.AnomalyType.CurrentDeviation, false)]
    public void Matches_Types_TakesThose(Detection.AnomalyType type, bool expected)
    {
        var filter = Of(new SubscribeAnomaliesRequest { Types_ = { AnomalyType.VoltageDeviation, AnomalyType.EquipmentFailure } });
        Assert.Equal(expected, filter.Matches(Notices.Alarm(type: type)));
    }

    [Theory]
    [InlineData("M-0421", true)]
    [InlineData("M-0422", false)]
    [InlineData("M-07", true)]
    [InlineData("M-0799", true)]
    [InlineData("m-0799", false)]
    public void Matches_MeterIds_ExactOrPrefix(string meterId, bool expected)
    {
        var filter = Of(new SubscribeAnomaliesRequest { MeterIds = { "M-0421", "M-07*" } });
        Assert.Equal(expected, filter.Matches(Notices.Alarm(meterId)));
    }

    [Theory]
    [InlineData("F-03", true)]
    [InlineData("F-04", false)]
    [InlineData(null, false)]
    public void Matches_FeederIds_TakesThose(string? feederId, bool expected) =>
        Assert.Equal(expected, Of(new SubscribeAnomaliesRequest { FeederIds = { "F-03" } }).Matches(Notices.Alarm(feederId: feederId)));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Of_BadRequest_NamesTheField(string field, SubscribeAnomaliesRequest request)
    {
        var status = Assert.Throws<RpcException>(() => Of(request)).Status;

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith($"{field}: ", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyBadEntries_NamesTheFirstAndCountsTheRest()
    {
        var request = new SubscribeAnomaliesRequest { MeterIds = { Enumerable.Repeat("*x", 100) } };

        var named = Assert.Throws<RpcException>(() => Of(request)).GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations;

        Assert.Equal(20, named.Count);
        Assert.EndsWith("(and 80 more)", named[^1].Description, StringComparison.Ordinal);
    }

    private static AnomalyFilter Of(SubscribeAnomaliesRequest request)
    {
        var violations = new FieldViolations();
        var filter = AnomalyFilter.Of(request, violations);
        violations.ThrowIfAny();
        return filter;
    }
}
