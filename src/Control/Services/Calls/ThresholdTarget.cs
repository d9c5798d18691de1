using System.Text;
using GridFlow.Control.Services.Errors;
using GridFlow.Steering;
using GridFlow.V1;
using Channel = GridFlow.V1.Channel;
using Reading = GridFlow.Readings.Reading;

namespace GridFlow.Control.Services.Calls;

/// <summary>What a threshold is to be, as asked for.</summary>
internal static class ThresholdTarget
{
    private const double MinSigma = 1.5;
    private const double MaxSigma = 4.0;

    /// <summary>The scope, and the threshold; null when it is to be taken away.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT that names each field.</exception>
    public static (ThresholdScope Scope, double? Sigma) Of(SetThresholdRequest request)
    {
        var violations = new FieldViolations();
        PauseTarget.RequireReason(violations, request.Reason);
        if (request.Threshold is not { } threshold)
        {
            violations.Add("threshold", "must be set");
            violations.ThrowIfAny();
            return default;
        }

        var scope = Scope(threshold, violations);
        if (request.Remove)
        {
            violations.Require(threshold.Sigma == 0, "threshold.sigma", "must be 0 or absent when remove is set");
        }
        else
        {
            // Written so that NaN fails.
            violations.Require(threshold.Sigma is >= MinSigma and <= MaxSigma, "threshold.sigma", "must be between 1.5 and 4.0 standard deviations, both included");
        }

        violations.ThrowIfAny();
        return (scope, request.Remove ? null : threshold.Sigma);
    }

    private static ThresholdScope Scope(Threshold threshold, FieldViolations violations)
    {
        switch (threshold.ScopeCase)
        {
            case Threshold.ScopeOneofCase.Global:
                violations.Require(threshold.Global, "threshold.global", "must be true when it is chosen");
                return ThresholdScope.Global;
            case Threshold.ScopeOneofCase.Channel:
                violations.Require(
                    threshold.Channel is Channel.Voltage or Channel.Current or Channel.Temperature, "threshold.channel", "must be CHANNEL_VOLTAGE, CHANNEL_CURRENT or CHANNEL_TEMPERATURE");
                return new ThresholdScope((Readings.Channel)((int)threshold.Channel - 1), null);
            case Threshold.ScopeOneofCase.MeterId:
                var length = Encoding.UTF8.GetByteCount(threshold.MeterId);
                violations.Require(length is > 0 and <= Reading.MaxMeterIdBytes, "threshold.meter_id", $"must have 1 to {Reading.MaxMeterIdBytes} bytes; it has {length}");
                violations.Require(!threshold.MeterId.Contains('*', StringComparison.Ordinal), "threshold.meter_id", "is one meter's id; * is not understood here");
                return new ThresholdScope(null, threshold.MeterId);
            default:
                violations.Add("threshold.scope", "one of global, channel and meter_id must be set");
                return default;
        }
    }
}
