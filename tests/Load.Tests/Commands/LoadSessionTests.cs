using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Commands;

public sealed class LoadSessionTests
{
    [Fact]
    public void Code_AllHeld_IsZero() => Assert.Equal(0, LoadSession.Exit.Code(Sampled.Report(), failed: false));

    [Fact]
    public void Code_OneBroken_IsOne() => Assert.Equal(1, LoadSession.Exit.Code(Sampled.Report(held: false), failed: false));

    [Fact]
    public void Code_AScenarioCouldNotRun_IsOne() => Assert.Equal(1, LoadSession.Exit.Code(Sampled.Report(), failed: true));

    [Fact]
    public void Code_Interrupted_Is130WhateverHeld()
    {
        Assert.Equal(130, LoadSession.Exit.Code(Sampled.Report() with { Interrupted = true }, failed: false));
        Assert.Equal(130, LoadSession.Exit.Code(Sampled.Report(held: false) with { Interrupted = true }, failed: true));
    }
}
