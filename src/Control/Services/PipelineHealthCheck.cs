using GridFlow.Control.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GridFlow.Control.Services;

/// <summary>SERVING while readings are scored, while an operator has paused that, and while there is no partition to score: nobody must restart an instance for it.</summary>
internal sealed class PipelineHealthCheck(InstanceState instance) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = instance.GetStatus();
        var description = string.Join(' ', status.Conditions);
        return Task.FromResult(status.IsReady ? HealthCheckResult.Healthy(description) : HealthCheckResult.Unhealthy($"{status.State}: {description}"));
    }
}
