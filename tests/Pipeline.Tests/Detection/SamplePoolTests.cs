using CsCheck;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed unsafe class SamplePoolTests
{
    private const int PageBytes = 1 << 20;

    [Fact]
    public void RentAndReturn_AnyOrder_NeverGivesTheSameMemoryTwice() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 40], Gen.Int[1, 60]).Sample(
        (seed, classes, most) =>
        {
            var random = new Random(seed);
            var pool = new SamplePool();
            var taken = new List<(nint Ring, int SizeClass, int Mark)>();
            for (var step = 0; step < 400; step++)
            {
                if (taken.Count == 0 || (taken.Count < most && random.Next(5) < 3))
                {
                    var sizeClass = random.Next(10) == 0 ? SampleCapacities.ClassFor(80_000) : random.Next(classes);
                    var ring = pool.Rent(sizeClass);
                    Fill(ring, sizeClass, step);
                    taken.Add(((nint)ring, sizeClass, step));
                }
                else
                {
                    var at = random.Next(taken.Count);
                    var (ring, sizeClass, mark) = taken[at];
                    Assert.True(Holds((WindowSample*)ring, sizeClass, mark), "another ring has written here");
                    pool.Return((WindowSample*)ring, sizeClass);
                    taken.RemoveAt(at);
                }
            }

            Assert.All(taken, t => Assert.True(Holds((WindowSample*)t.Ring, t.SizeClass, t.Mark)));
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Rent_MetersThatGrowInStep_ReusesThePagesTheyLeave()
    {
        var pool = new SamplePool();
        const int Meters = 5_000;
        var rings = new nint[Meters];
        var sizeClass = 0;
        Rent(pool, rings, sizeClass);
        for (var next = 1; SampleCapacities.Size(next) <= 300; next++)
        {
            for (var i = 0; i < Meters; i++)
            {
                var larger = pool.Rent(next);
                pool.Return((WindowSample*)rings[i], sizeClass);
                rings[i] = (nint)larger;
            }

            sizeClass = next;
        }

        // What the last size needs, and the pages that the step before it had not left yet.
        Assert.InRange(pool.ReservedBytes, Meters * 300L * 16, Meters * 300L * 16 * 12 / 10);
    }

    [Fact]
    public void Return_LastRingOfAPage_LetsAnyOtherSizeHaveIt()
    {
        var pool = new SamplePool();
        pool.Return(pool.Rent(0), 0);
        for (var sizeClass = 1; SampleCapacities.Size(sizeClass) * sizeof(WindowSample) <= PageBytes; sizeClass++)
        {
            pool.Return(pool.Rent(sizeClass), sizeClass);
        }

        Assert.Equal(PageBytes, pool.ReservedBytes);
    }

    [Fact]
    public void Rent_RingLargerThanAPage_HasMemoryOfItsOwnAndGivesItBack()
    {
        var pool = new SamplePool();
        var sizeClass = SampleCapacities.ClassFor(100_000);
        var ring = pool.Rent(sizeClass);
        Fill(ring, sizeClass, 1);
        Assert.Equal(SampleCapacities.Size(sizeClass) * (long)sizeof(WindowSample), pool.ReservedBytes);
        pool.Return(ring, sizeClass);
        Assert.Equal(0, pool.ReservedBytes);
    }

    private static void Rent(SamplePool pool, nint[] rings, int sizeClass)
    {
        for (var i = 0; i < rings.Length; i++)
        {
            rings[i] = (nint)pool.Rent(sizeClass);
        }
    }

    private static void Fill(WindowSample* ring, int sizeClass, int mark)
    {
        for (var i = 0; i < SampleCapacities.Size(sizeClass); i++)
        {
            ring[i] = new WindowSample(mark, MeterStatus.Ok, mark, i, mark);
        }
    }

    private static bool Holds(WindowSample* ring, int sizeClass, int mark)
    {
        for (var i = 0; i < SampleCapacities.Size(sizeClass); i++)
        {
            if (ring[i].Voltage != mark || ring[i].Current != i || ring[i].Temperature != mark)
            {
                return false;
            }
        }

        return true;
    }
}
