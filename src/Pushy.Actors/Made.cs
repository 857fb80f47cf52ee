using Akka.Actor;

namespace Pushy.Actors;

/// <summary>
/// Props from a plain function. <see cref="Props.Create{TActor}(System.Linq.Expressions.Expression{Func{TActor}},SupervisorStrategy)"/>
/// compiles an expression for each argument of each actor, about a millisecond: too much for what a host has tens of thousands of.
/// </summary>
public static class Made
{
    public static Props By<T>(Func<T> make)
        where T : ActorBase => Props.CreateBy(new Maker<T>(make));

    private sealed class Maker<T>(Func<T> make) : IIndirectActorProducer
        where T : ActorBase
    {
        public Type ActorType => typeof(T);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
